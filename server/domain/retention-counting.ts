import { type Referrers, withReferrers } from './chain-rule.ts'
import type { RetainedBackup } from './retention-backup.ts'
import type { Uncounted } from './retention-reason.ts'

/**
 * Why each backup that doesn't count doesn't, by id. What counts fills numbers, stands for days and sets ages; so it must be verified and at hand,
 * with all that it refers to, and of a size that doesn't look as if the source had been emptied.
 */
export function findUncounted(backups: readonly RetainedBackup[], referrers: Referrers): Map<string, Uncounted> {
  const uncounted = new Map<string, Uncounted>()
  for (const backup of backups) {
    const cause = ownCause(backup)
    if (cause !== null) uncounted.set(backup.id, cause)
  }
  const known = new Set(backups.map(({ id }) => id))
  const missing = [...referrers.keys()].filter((id) => !known.has(id))
  // Of the small ones only a full backup casts doubt on what refers to it: the size of another says how much changed, not how much there is.
  const smallFulls = backups.filter(({ mode, isSizePlausible }) => mode === 'full' && !isSizePlausible).map(({ id }) => id)
  const unreliable = [...uncounted].filter(([, cause]) => cause !== 'small').map(([id]) => id)
  for (const id of withReferrers([...missing, ...unreliable], referrers))
    if (known.has(id) && !uncounted.has(id)) uncounted.set(id, 'chain')
  for (const id of withReferrers(smallFulls, referrers)) if (!uncounted.has(id)) uncounted.set(id, 'small')
  return uncounted
}

function ownCause(backup: RetainedBackup): Uncounted | null {
  if (!backup.isRemovable) return 'unreadable'
  if (!backup.isGood) return 'bad'
  if (backup.chainHeld) return 'held'
  return backup.isSizePlausible ? null : 'small'
}
