import { Failure } from '../../plugins/failure.ts'
import { closestName } from '../plugins/spelling.ts'

export type Noun = 'source' | 'target' | 'plan'

const nameLengthMax = 100
const folderLengthMax = 60

/** Control characters, and the marks that make a name read as another one. */
const unfit = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u

/** The name as it is kept: without space around it, each character in one form. Throws `invalid` that says what is wrong with it. */
export function checkName(given: string, noun: Noun): string {
  const name = given.trim().normalize('NFC')
  const fault = faultOf(name)
  if (fault === null) return name
  throw new Failure('invalid', `The name of the ${noun} ${fault}.`, {
    remedy: `Choose one of 1 to ${nameLengthMax} characters, without control characters.`,
    detail: { fields: ['name'] },
  })
}

function faultOf(name: string): string | null {
  if (name === '') return 'is empty'
  if ([...name].length > nameLengthMax) return `is longer than ${nameLengthMax} characters`
  if (unfit.test(name)) return 'holds a control character'
  // Whatever asks for a noun takes its name or its id; so no name may be what an id looks like.
  if (/^[0-9a-f]{32}$/.test(name)) return 'looks like an id'
  return null
}

/**
 * A folder for archives that every store and shell takes: the name in plain letters, or `source-1a2b3c4d` where letters would be lost, because
 * what is left of such a name would mislead. Never one of `taken`.
 */
export function folderFor(given: { readonly name: string; readonly noun: Noun; readonly id: string }, taken: ReadonlySet<string>): string {
  const plain = given.name.normalize('NFKD').replace(/\p{M}/gu, '')
  const isWhole = !/[^\P{L}a-zA-Z]|[^\P{N}0-9]/u.test(plain)
  const slug = plain
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, folderLengthMax)
    .replace(/^-+|-+$/g, '')
  const folder = isWhole && slug !== '' ? slug : `${given.noun}-${given.id.slice(0, 8)}`
  if (!taken.has(folder)) return folder
  for (let ordinal = 2; ; ordinal += 1) {
    const next = `${folder}-${ordinal}`
    if (!taken.has(next)) return next
  }
}

/** What the noun's part of the store gives. */
export interface Lookup<Item> {
  findByName(name: string): Promise<Item | null>
  find(id: string): Promise<Item | null>
  list(): Promise<readonly (Item & { readonly name: string })[]>
}

/** The one that has this name, or else this id. Throws `not_found` that names the one most likely meant. */
export async function findNoun<Item>(nameOrId: string, noun: Noun, among: Lookup<Item>): Promise<Item> {
  const found = (await among.findByName(nameOrId.trim().normalize('NFC'))) ?? (await among.find(nameOrId))
  if (found !== null) return found
  const names = (await among.list()).map(({ name }) => name)
  const closest = closestName(nameOrId, names)
  throw new Failure('not_found', `There is no ${noun} "${nameOrId}".`, {
    remedy: closest === null ? `"holdfast ${noun} list" shows those that there are.` : `Did you mean "${closest}"?`,
    detail: { noun, ...(closest === null ? {} : { isGuessed: true }) },
  })
}

/** In the order in which they were made: the first one is what is meant where nobody says which. */
export function oldestFirst<Item extends { readonly createdAt: Date }>(nouns: readonly Item[]): Item[] {
  return [...nouns].sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime())
}
