import { basename } from 'node:path/posix'

/** Names that say nothing of what is inside. */
const emptyWords = new Set(['util', 'utils', 'helper', 'helpers', 'manager', 'common', 'misc'])

/** Each path with a part that is not kebab-case or says nothing, as a sentence. */
export function findBadNames(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const parts = path.split('/')
    const stem = basename(path).replace(/(\.test)?\.ts$/, '')
    const names = [...parts.slice(0, -1), stem]
    const problems: string[] = []
    if (!names.every((name) => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))) problems.push(`${path} is not named in kebab-case.`)
    if (names.some((name) => name.split('-').some((word) => emptyWords.has(word))))
      problems.push(`${path} has a name that says nothing of what is inside.`)
    return problems
  })
}
