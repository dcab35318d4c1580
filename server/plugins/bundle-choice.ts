import type { Dialect, DialectSupports } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { splitMember } from './bundle-parts.ts'

/** A source of a bundle, opened. */
export interface BundleMember {
  readonly label: string
  readonly name: string
  readonly dialect: Dialect
  /** The entry of the archive that each of its parts becomes. */
  entryOf(part: string): string
}

/** A member that is meant, and what of it; null for all of it. */
export interface ChosenMember {
  readonly member: BundleMember
  readonly tables: readonly string[] | null
}

/** What the whole can do: no more than each of its members, and never all at one instant. Whole members can always be chosen. */
export function supportsOf(members: readonly BundleMember[]): DialectSupports {
  const all = members.map(({ dialect }) => dialect.supports)
  return {
    partial: true,
    snapshot: false,
    // One member is changed after the other, and those that follow one that fails are not changed at all.
    liveRestore: false,
    drill: all.every(({ drill }) => drill),
    unchanged: all.some(({ unchanged }) => unchanged),
    existing: (['refuse', 'replace', 'keep'] as const).filter((manner) => all.every(({ existing }) => existing.includes(manner))),
  }
}

/**
 * The members that these names mean, in the order of the bundle: `shop` is a whole member, `shop/people` a table of it. Throws `not_found` for a
 * member that isn't there, `unsupported` for a part of one that only comes whole.
 */
export function chooseMembers(members: readonly BundleMember[], names: readonly string[] | null): readonly ChosenMember[] {
  if (names === null) return members.map((member) => ({ member, tables: null }))
  const chosen = new Map<string, string[] | null>()
  for (const name of names) {
    const { label, rest } = splitMember(name)
    if (!members.some((member) => member.label === label)) throw unknownMember(label, members)
    if (rest === '')
      throw new Failure('invalid', `"${name}" names nothing.`, { remedy: `Write ${label} for all of it, or ${name}… for some.` })
    const earlier = chosen.get(label)
    chosen.set(label, rest === null || earlier === null ? null : [...(earlier ?? []), rest])
  }
  return members.flatMap((member) => {
    const tables = chosen.get(member.label)
    if (tables === undefined) return []
    if (tables !== null && !member.dialect.supports.partial) throw onlyWhole(member)
    return [{ member, tables }]
  })
}

/** What to throw for a label that no member has. */
export function unknownMember(label: string, members: readonly { readonly label: string }[]): Failure {
  return new Failure('not_found', `The bundle has no member "${label}".`, {
    remedy: `Its members are: ${members.map((member) => member.label).join(', ')}.`,
  })
}

function onlyWhole({ label }: BundleMember): Failure {
  return new Failure('unsupported', `"${label}" can only be backed up and restored as a whole.`, {
    remedy: `Choose ${label} without more.`,
  })
}
