import { bundleDialect } from '../domain/chain.ts'
import type { Source } from '../domain/source.ts'
import { memberIds } from '../plugins/bundle-members.ts'
import type { Nouns } from '../store/store.ts'
import type { Installation } from './installation.ts'
import { folderFor } from './names.ts'
import { takenFolders } from './sources.ts'

const nameLengthMax = 90

/** Sources that are backed up together into one archive, found by what they consist of. */
export class BundleService {
  readonly #installation: Installation

  constructor(installation: Installation) {
    this.#installation = installation
  }

  /** The bundle of exactly these sources, in whatever order; one source alone is itself. Null when there is none. */
  async find(members: readonly Source[]): Promise<Source | null> {
    return findIn(this.#installation.store, members)
  }

  /** The bundles of nothing but some of these sources. */
  async within(members: readonly Source[]): Promise<Source[]> {
    const known = new Set(members.map(({ id }) => id))
    const sources = await this.#installation.store.sources.list()
    return sources.filter((source) => source.dialect === bundleDialect && memberIds(source).every((id) => known.has(id)))
  }

  /** By the id of each source the dialects of what it holds: its own, or those of its members. */
  async dialects(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const sources = await this.#installation.store.sources.list()
    const ownOf = new Map(sources.map(({ id, dialect }) => [id, dialect]))
    return new Map(
      sources.map((source) => {
        const ids = source.dialect === bundleDialect ? memberIds(source) : [source.id]
        return [source.id, new Set(ids.flatMap((id) => ownOf.get(id) ?? []))] as const
      }),
    )
  }

  /** What the only member of a kind is called in archives of a bundle; null where it has none of that kind, or several, and for any other source. */
  async labelOf(bundleId: string, dialect: string): Promise<string | null> {
    const sources = await this.#installation.store.sources.list()
    const bundle = sources.find(({ id }) => id === bundleId)
    const ids = bundle === undefined ? [] : memberIds(bundle)
    const [only, ...others] = sources.filter((source) => source.dialect === dialect && ids.includes(source.id))
    return only === undefined || others.length > 0 ? null : only.folder
  }

  /** As `find`; where there is none, it is added under the names of its members. */
  async ensure(members: readonly Source[]): Promise<Source> {
    return this.#installation.store.transaction((nouns) => this.ensureIn(nouns, members))
  }

  /** As `ensure`, as part of a transaction. */
  async ensureIn(nouns: Pick<Nouns, 'sources' | 'plans'>, members: readonly Source[]): Promise<Source> {
    return (await findIn(nouns, members)) ?? (await this.#addIn(nouns, members))
  }

  async #addIn(nouns: Pick<Nouns, 'sources' | 'plans'>, members: readonly Source[]): Promise<Source> {
    const { newId, seams } = this.#installation
    const [id, now] = [newId(), seams.clock.now()]
    const name = await freeName(members, nouns)
    const folder = folderFor({ name, noun: 'source', id }, await takenFolders(nouns))
    const config = { members: members.map((member) => member.id) }
    const bundle = { id, name, dialect: bundleDialect, config, identity: null, folder, createdAt: now, updatedAt: now }
    await nouns.sources.insert(bundle)
    return bundle
  }
}

async function findIn({ sources }: Pick<Nouns, 'sources'>, members: readonly Source[]): Promise<Source | null> {
  const [only] = members
  if (members.length === 1 && only !== undefined) return only
  const wanted = idsOf(members)
  const found = (await sources.list()).filter(
    (source) => source.dialect === bundleDialect && [...memberIds(source)].sort().join() === wanted,
  )
  return found.toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime())[0] ?? null
}

async function freeName(members: readonly Source[], { sources }: Pick<Nouns, 'sources'>): Promise<string> {
  const names = members.map(({ name }) => name).join(' + ')
  const whole = [...names].length > nameLengthMax ? `${[...names].slice(0, nameLengthMax - 1).join('')}…` : names
  for (let ordinal = 1; ; ordinal += 1) {
    const name = ordinal === 1 ? whole : `${whole} ${ordinal}`
    if ((await sources.findByName(name)) === null) return name
  }
}

function idsOf(members: readonly Source[]): string {
  return members
    .map(({ id }) => id)
    .sort()
    .join()
}
