import type { FailureCode } from '../../plugins/failure.ts'
import type { Backup, BackupTable } from './backup.ts'

/** Why a restore would be refused before it changed anything, and what to do about it. */
export interface RestoreProblem {
  readonly code: FailureCode
  readonly message: string
  readonly remedy: string
}

/** What would become of the tables; of each kind the first names, and how many there are. */
export interface TableChanges {
  readonly added: TableNames
  readonly replaced: TableNames
  readonly untouched: TableNames
  /** At the destination and not in the backup: a whole restore that replaces takes them away. */
  readonly removed: TableNames
}

export interface TableNames {
  readonly count: number
  readonly names: readonly string[]
}

/** What a restore would do, and what keeps it from it, found without touching anything. Holds no secrets. */
export interface RestorePlan {
  readonly from: {
    readonly backupId: string | null
    readonly name: string
    readonly startedAt: Date | null
    readonly dialect: string | null
    readonly engine: string | null
    readonly version: string | null
  }
  /** The copy that is read; null for an upload, and when there is none that could be. */
  readonly copy: { readonly target: string; readonly key: string; readonly verifiedAt: Date | null; readonly archives: number } | null
  readonly destination: {
    /** The name of the source, or the place as people write it. */
    readonly name: string
    readonly dialect: string
    readonly isPresent: boolean
    /** Whether there is something that a restore could overwrite; null where that isn't known before. */
    readonly holdsData: boolean | null
    readonly engine: string | null
    readonly version: string | null
    /** Whoever has it open sees old or new, never half, also after a failure; null where that isn't known or nothing is there. */
    readonly isAtomic: boolean | null
  }
  /** Null where no tables are known of either side. */
  readonly tables: TableChanges | null
  /** How many tables or files the backup holds. */
  readonly entries: number | null
  readonly contentBytes: number | null
  readonly freeBytes: number | null
  readonly estimatedMs: number | null
  /** Whether the destination is backed up before, and where that would be kept. */
  readonly safety: { readonly isMade: boolean; readonly target: string | null; readonly reason: string }
  readonly warnings: readonly string[]
  /** None: it can be done, as far as can be told. */
  readonly problems: readonly RestoreProblem[]
}

const namesMax = 100

export interface TableSides {
  readonly held: readonly { readonly name: string }[]
  readonly found: readonly { readonly name: string }[]
  /** The names chosen; null for everything. */
  readonly chosen: readonly string[] | null
  readonly existing: 'refuse' | 'replace' | 'keep'
}

/** What a restore would do to the tables of a database. */
export function compareTables({ held, found, chosen, existing }: TableSides): TableChanges {
  const coming = new Set(held.map(({ name }) => name).filter((name) => chosen === null || isChosen(name, chosen)))
  const there = new Set(found.map(({ name }) => name))
  const both = [...coming].filter((name) => there.has(name))
  const others = [...there].filter((name) => !coming.has(name))
  const isWhole = chosen === null && existing === 'replace'
  return {
    added: namesOf([...coming].filter((name) => !there.has(name))),
    replaced: namesOf(existing === 'keep' ? [] : both),
    untouched: namesOf([...(existing === 'keep' ? both : []), ...(isWhole ? [] : others)]),
    removed: namesOf(isWhole ? others : []),
  }
}

/** A name also chooses what lies below it as a folder. */
export function isChosen(name: string, chosen: readonly string[]): boolean {
  return chosen.some((one) => name === one || name.startsWith(`${one}/`))
}

/** The chosen names that the backup holds nothing of. */
export function unknownNames(chosen: readonly string[], held: readonly { readonly name: string }[]): string[] {
  return chosen.filter((one) => !held.some(({ name }) => isChosen(name, [one])))
}

/** The size of what would be restored, as far as it is known. */
export function contentBytes(
  backup: Pick<Backup, 'plainBytes'>,
  held: readonly BackupTable[],
  chosen: readonly string[] | null,
): number | null {
  if (chosen === null) return backup.plainBytes
  const sizes = held.filter(({ name }) => isChosen(name, chosen)).map(({ sizeBytes }) => sizeBytes)
  return sizes.length === 0 || sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0)
}

/** Below, equal or above 0 like a comparison; null for versions that can't be compared. */
export function compareVersions(one: string, other: string): number | null {
  const [left, right] = [one, other].map((text) => /\d+(\.\d+)*/.exec(text)?.[0].split('.').map(Number))
  if (left === undefined || right === undefined) return null
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Bytes and how long they took, of something that was as much work as a restore. */
export interface RestoreSpeed {
  readonly bytes: number
  readonly durationMs: number
}

/** How long it should take, by the middle one of earlier speeds; null when there is none. */
export function estimateMs(bytes: number | null, speeds: readonly RestoreSpeed[]): number | null {
  const rates = speeds
    .filter((speed) => speed.bytes > 0 && speed.durationMs > 0)
    .map((speed) => speed.bytes / speed.durationMs)
    .sort((one, other) => one - other)
  const rate = rates[Math.floor(rates.length / 2)]
  return bytes === null || rate === undefined ? null : Math.ceil(bytes / rate)
}

function namesOf(names: readonly string[]): TableNames {
  return { count: names.length, names: names.slice(0, namesMax) }
}
