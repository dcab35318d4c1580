import type { Dialect, ScratchSource } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { BundleMember } from './bundle-choice.ts'
import { type MemberUse, parseBundle } from './bundle-config.ts'
import { BundleDialect } from './bundle-dialect.ts'
import { entryName } from './bundle-parts.ts'

/** How the parts of a dialect are called, and how its instances are opened: given, because what opens dialects knows of bundles. */
export interface BundleTools<Opened> {
  partsOf(dialect: string): Promise<readonly string[]>
  open(member: MemberUse): Promise<Opened>
}

/** The dialect of a whole bundle; the caller disposes it. Throws what opening a member throws, and closes those that were opened before. */
export async function openBundle(config: unknown, tools: BundleTools<Dialect>): Promise<Dialect> {
  const { members, leavesOutAbsent } = parseBundle(config)
  const opened = await openMembers(members, { tools, dialectOf: (dialect) => dialect })
  return new BundleDialect({ members: opened.members, leavesOutAbsent })
}

/** Scratch sources of all members; disposing removes their data. Throws like `openBundle`, and `invalid` where nothing is known of the members. */
export async function openBundleScratch(config: unknown, tools: BundleTools<ScratchSource>): Promise<ScratchSource> {
  if (config === null) {
    throw new Failure('invalid', 'A bundle has no scratch source as long as its members are not known.', { remedy: 'Name its members.' })
  }
  const opened = await openMembers(parseBundle(config).members, { tools, dialectOf: ({ dialect }) => dialect })
  return {
    dialect: new BundleDialect({ members: opened.members, leavesOutAbsent: false }),
    [Symbol.asyncDispose]: () => opened.all.disposeAsync(),
  }
}

interface Opening<Opened> {
  readonly tools: BundleTools<Opened>
  dialectOf(opened: Opened): Dialect
}

/** `all` closes what was opened; when one can't be opened, that is done here. */
async function openMembers<Opened extends AsyncDisposable>(
  uses: readonly MemberUse[],
  { tools, dialectOf }: Opening<Opened>,
): Promise<{ readonly members: readonly BundleMember[]; readonly all: AsyncDisposableStack }> {
  const entryOf = await naming(uses, tools)
  await using opening = new AsyncDisposableStack()
  const members: BundleMember[] = []
  for (const use of uses) {
    const dialect = dialectOf(opening.use(await tools.open(use)))
    members.push({ label: use.label, name: use.name, dialect, entryOf: (part) => entryOf(use.label, part) })
  }
  return { members, all: opening.move() }
}

type EntryOf = (label: string, part: string) => string

async function naming(members: readonly MemberUse[], { partsOf }: Pick<BundleTools<unknown>, 'partsOf'>): Promise<EntryOf> {
  const counts = new Map<string, number>()
  for (const { name } of members) for (const part of new Set(await partsOf(name))) counts.set(part, (counts.get(part) ?? 0) + 1)
  // A part that the dialect doesn't announce gets a name of its own in any case.
  return (label, part) => entryName(label, part, counts.get(part) !== 1)
}
