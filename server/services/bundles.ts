import type { Call } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { bundleDialect } from '../domain/chain.ts'
import type { Source } from '../domain/source.ts'
import { memberIds } from '../plugins/bundle-members.ts'
import type { Installation } from './installation.ts'
import { SourceService } from './sources.ts'

const nameLengthMax = 90
const triesMax = 100

/** Sources that are backed up together into one archive, found by what they consist of. */
export class BundleService {
  readonly #installation: Installation

  constructor(installation: Installation) {
    this.#installation = installation
  }

  /** The bundle of exactly these sources, in whatever order; one source alone is itself. Null when there is none. */
  async find(members: readonly Source[]): Promise<Source | null> {
    const [only] = members
    if (members.length === 1 && only !== undefined) return only
    const wanted = idsOf(members)
    const sources = await this.#installation.store.sources.list()
    const found = sources.filter((source) => source.dialect === bundleDialect && [...memberIds(source)].sort().join() === wanted)
    return found.toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime())[0] ?? null
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

  /** As `find`; where there is none, it is added under the names of its members. */
  async ensure(members: readonly Source[], call: Call): Promise<Source> {
    for (let ordinal = 1; ordinal <= triesMax; ordinal += 1) {
      const found = await this.find(members)
      if (found !== null) return found
      await this.#tryToAdd(members, ordinal, call)
    }
    throw new Failure('conflict', 'No name is free for a bundle of these sources.', {
      remedy: 'Add a bundle of them under a name of your choice.',
    })
  }

  /** A name that is taken may be that of the same bundle, which somebody else has just added. */
  async #tryToAdd(members: readonly Source[], ordinal: number, { signal }: Call): Promise<void> {
    const names = members.map(({ name }) => name).join(' + ')
    const whole = [...names].length > nameLengthMax ? `${[...names].slice(0, nameLengthMax - 1).join('')}…` : names
    const name = ordinal === 1 ? whole : `${whole} ${ordinal}`
    const config = { members: members.map(({ id }) => id) }
    try {
      await new SourceService(this.#installation).add({ name, dialect: bundleDialect, config }, { isProbed: false, signal })
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'conflict') throw error
    }
  }
}

function idsOf(members: readonly Source[]): string {
  return members
    .map(({ id }) => id)
    .sort()
    .join()
}
