import type { RetainedBackup } from './retention-backup.ts'
import { byAge } from './retention-backup.ts'

/** A backup of a size that the ones before it don't explain. */
export interface SizeAnomaly {
  readonly kind: 'small' | 'large'
  readonly sizeBytes: number
  readonly medianBytes: number
  /** How many earlier backups it was compared with. */
  readonly comparedWith: number
  readonly message: string
}

const comparedMax = 7
const comparedMin = 3
const smallFactor = 0.5
const largeFactor = 3

/**
 * How the size of `candidate` departs from the median of the last seven good backups of its line and mode; null when it doesn't or when there are
 * fewer than three. Full backups that were called small are left out, so that a flood of them never becomes the measure; those of the other modes
 * are not, because their size says how much changed and not how much there is.
 */
export function findAnomaly(backups: readonly RetainedBackup[], candidate: RetainedBackup): SizeAnomaly | null {
  const earlier = backups
    .filter(
      (backup) => kindOf(backup) === kindOf(candidate) && isMeasure(backup) && backup.id !== candidate.id && byAge(backup, candidate) < 0,
    )
    .sort(byAge)
  return compare(earlier.slice(-comparedMax), candidate)
}

/**
 * The ids that `findAnomaly` would have called small one after the other: for backups of which no such verdict is on record, as after a rescan.
 * Keep the verdict of each backup from when it was made wherever that can be kept, because history that was removed since can't be compared with.
 */
export function findSmall(backups: readonly RetainedBackup[]): Set<string> {
  const small = new Set<string>()
  for (const alike of Map.groupBy(backups.toSorted(byAge), kindOf).values()) {
    let earlier: RetainedBackup[] = []
    for (const backup of alike) {
      const isSmall = compare(earlier, backup)?.kind === 'small'
      if (isSmall) small.add(backup.id)
      if (isMeasure({ ...backup, isSizePlausible: !isSmall })) earlier = [...earlier, backup].slice(-comparedMax)
    }
  }
  return small
}

function kindOf({ line, mode }: RetainedBackup): string {
  return `${mode} ${line}`
}

function isMeasure({ purpose, isGood, mode, isSizePlausible }: RetainedBackup): boolean {
  return purpose === 'regular' && isGood && (mode !== 'full' || isSizePlausible)
}

function compare(earlier: readonly RetainedBackup[], { sizeBytes, mode }: RetainedBackup): SizeAnomaly | null {
  if (earlier.length < comparedMin) return null
  const medianBytes = medianOf(earlier.map((backup) => backup.sizeBytes))
  const kind = sizeBytes < smallFactor * medianBytes ? 'small' : sizeBytes > largeFactor * medianBytes ? 'large' : null
  if (kind === null) return null
  const message =
    `This ${mode} backup takes ${sizeBytes} bytes, the ${earlier.length} before it ${medianBytes} bytes at the median. ` +
    (kind === 'small'
      ? 'Look whether the source lost data; until somebody says that the size is right, it pushes out no other backup.'
      : 'Look whether the source grew for a good reason.')
  return { kind, sizeBytes, medianBytes, comparedWith: earlier.length, message }
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  const upper = sorted.length >>> 1
  return sorted.length % 2 === 1 ? sorted[upper]! : (sorted[upper - 1]! + sorted[upper]!) / 2
}
