/** Says whether a path, split into its names, matches. */
export type Glob = (names: readonly string[], isFolder: boolean) => boolean

type Token =
  | { readonly kind: 'character'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'star' }
  | { readonly kind: 'set'; readonly ranges: readonly (readonly [string, string])[]; readonly negated: boolean }

type NameMatch = (name: string) => boolean

/**
 * Compiles a pattern in the common subset of gitignore's syntax: `*` any run within a name, `?` one character, `[a-z]` and `[!a-z]` one of a set,
 * a whole name `**` any number of folders, `\` takes the next character literally. A pattern with a `/` at its start or within is anchored at
 * the root; any other matches the name at any depth. A `/` at the end matches folders only. Time is linear in path length for each star.
 */
export function compileGlob(pattern: string): Glob {
  const foldersOnly = pattern.endsWith('/') && !pattern.endsWith('\\/')
  const body = foldersOnly ? pattern.slice(0, -1) : pattern
  const names = body.split('/').filter((name, index) => name !== '' || index > 0)
  const anchored = body.includes('/')
  const steps = names.filter((name) => name !== '').map((name) => (name === '**' ? null : compileName(name)))
  if (!anchored) {
    const only = steps[0] ?? (() => true)
    return (path, isFolder) => (isFolder || !foldersOnly) && path.length > 0 && only(path[path.length - 1]!)
  }
  return (path, isFolder) => (isFolder || !foldersOnly) && matchPath(steps, path)
}

/** One step of a pattern: what it takes, or null for a run of any length. */
type Step<Item> = ((item: Item) => boolean) | null

/** `null` stands for `**`: any number of names, but at least one where it ends the pattern. */
function matchPath(steps: readonly Step<string>[], path: readonly string[]): boolean {
  if (steps.at(-1) !== null) return matchRuns(steps, path)
  return matchRuns([...steps.slice(0, -1), () => true, null], path)
}

/**
 * Matches a sequence against a pattern with runs of any length in it. Going back only ever to the last run is enough, because an earlier one
 * that took less leaves the later ones more: so there is no exponential case.
 */
function matchRuns<Item>(steps: readonly Step<Item>[], items: readonly Item[]): boolean {
  let step = 0
  let at = 0
  let runStep = -1
  let runAt = 0
  while (at < items.length) {
    const fits = steps[step]
    if (fits === null) {
      runStep = step
      runAt = at
      step += 1
    } else if (fits?.(items[at]!) === true) {
      step += 1
      at += 1
    } else if (runStep >= 0) {
      runAt += 1
      at = runAt
      step = runStep + 1
    } else return false
  }
  return steps.slice(step).every((left) => left === null)
}

function compileName(text: string): NameMatch {
  const tokens = tokensOf([...text])
  if (tokens.every((token) => token.kind === 'character')) {
    const literal = tokens.map((token) => token.text).join('')
    return (name) => name === literal
  }
  const steps = tokens.map((token): Step<string> => (token.kind === 'star' ? null : (character) => fitsToken(token, character)))
  return (name) => matchRuns(steps, [...name])
}

function fitsToken(token: Token, character: string): boolean {
  if (token.kind === 'character') return token.text === character
  if (token.kind === 'set') return token.negated !== token.ranges.some(([from, to]) => from <= character && character <= to)
  return token.kind === 'any'
}

function tokensOf(characters: readonly string[]): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at]!
    if (character === '*') {
      if (tokens.at(-1)?.kind !== 'star') tokens.push({ kind: 'star' })
    } else if (character === '?') tokens.push({ kind: 'any' })
    else if (character === '[') at = pushSet(characters, at, tokens)
    else if (character === '\\' && at + 1 < characters.length) tokens.push({ kind: 'character', text: characters[++at]! })
    else tokens.push({ kind: 'character', text: character })
  }
  return tokens
}

/** Reads the set that opens at `open` and returns where it closes; a bracket that never closes is a literal one. */
function pushSet(characters: readonly string[], open: number, tokens: Token[]): number {
  const negated = characters[open + 1] === '!' || characters[open + 1] === '^'
  const first = open + (negated ? 2 : 1)
  const close = characters.indexOf(']', first + 1)
  if (close < 0) {
    tokens.push({ kind: 'character', text: '[' })
    return open
  }
  const ranges: [string, string][] = []
  for (let at = first; at < close; at += 1) {
    const isRange = characters[at + 1] === '-' && at + 2 < close
    ranges.push([characters[at]!, characters[isRange ? at + 2 : at]!])
    if (isRange) at += 2
  }
  tokens.push({ kind: 'set', ranges, negated })
  return close
}
