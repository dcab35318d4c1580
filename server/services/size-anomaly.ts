import type { Backup } from '../domain/backup.ts'
import { findAnomaly, findSmall, type RetainedBackup, type SizeAnomaly } from '../domain/retention.ts'
import type { Nouns } from '../store/store.ts'

/** So far back what is plausible is looked for: a flood of small ones must be longer than this to become the measure itself. */
const lookedAtMax = 10_000

/**
 * How much less or more than the ones before a new backup holds; null when that is as usual. What counts is the content and not the archive, because
 * an incremental archive is as small as little has changed, and its content is as small as little is left. Only the same scope is compared.
 */
export async function findSizeAnomaly(backup: Backup, nouns: Pick<Nouns, 'backups'>): Promise<SizeAnomaly | null> {
  if (backup.purpose !== 'regular' || backup.sourceId === null) return null
  const { sourceId, planId } = backup
  const filter = planId === null ? { sourceId } : { sourceId, planId }
  const earlier = await nouns.backups.list({ ...filter, purpose: 'regular', state: 'kept' }, { limit: lookedAtMax })
  const alike = earlier.filter((other) => other.planId === planId).map(measureOf)
  const anomaly = findAnomaly(alike, measureOf(backup))
  return anomaly === null ? null : { ...anomaly, message: describe(anomaly) }
}

/** Of the backups of one source in one plan those that would have been called small when they were made. */
export function findSmallBackups(backups: readonly Backup[]): Set<string> {
  return findSmall(backups.filter(({ purpose }) => purpose === 'regular').map(measureOf))
}

/** Every mode holds the whole content, so all are measured as if they were full. */
function measureOf(backup: Backup): RetainedBackup {
  const { id, startedAt, trust, isSizePlausible, isPinned, purpose, needs, scope, plainBytes } = backup
  const known = { id, startedAt, trust, isSizePlausible, isPinned, purpose, needs }
  const line = plainBytes === null ? `${scope} sealed` : scope
  return {
    ...known,
    line,
    sizeBytes: plainBytes ?? backup.sizeBytes,
    mode: 'full',
    isGood: true,
    chainHeld: false,
    isInUse: false,
    isRemovable: true,
  }
}

function describe({ kind, sizeBytes, medianBytes, comparedWith }: SizeAnomaly): string {
  const figures = `This backup holds ${sizeBytes} bytes, the ${comparedWith} before it ${medianBytes} bytes at the median.`
  return kind === 'small'
    ? `${figures} Look whether the source lost data; until somebody says that the size is right, it pushes out no other backup.`
    : `${figures} Look whether the source grew for a good reason.`
}
