import type { Copy } from '../../domain/backup.ts'
import type { Target } from '../../domain/target.ts'
import { findSmallBackups } from '../../services/size-anomaly.ts'
import type { Nouns } from '../../store/store.ts'
import type { Findings } from './findings.ts'

/** The keys of the copies that were known before a whole listing and are not in it; each is called missing. Run it in a transaction. */
export async function missingAfter(
  before: readonly Copy[],
  after: { readonly findings: Findings; readonly startedAt: Date; readonly target: Target; readonly nouns: Nouns },
): Promise<string[]> {
  const { findings, startedAt, target, nouns } = after
  const missing: string[] = []
  const now = new Map((await nouns.copies.listAtTarget(target.id)).map((copy) => [copy.backupId, copy]))
  for (const known of before) {
    const copy = now.get(known.backupId)
    if (findings.has(known) || copy === undefined || copy.state === 'missing' || copy.state === 'delete_pending') continue
    // Written or read since the listing began.
    if (copy.verifiedAt !== null && copy.verifiedAt >= startedAt) continue
    await nouns.copies.setState(copy, 'missing', 'It was not found when the target was looked at.')
    missing.push(copy.key)
  }
  return missing
}

/** Judges the sizes of backups that were taken in, in the order in which they were made, because no verdict on them is on record. */
export async function markSmall(addedIds: readonly string[], nouns: Nouns): Promise<void> {
  const added = new Set(addedIds)
  const lines = new Map(
    (await nouns.backups.findMany(addedIds)).map(({ planId, source }) => [`${planId} ${source.digest}`, { planId, source }]),
  )
  for (const { planId, source } of lines.values()) {
    if (planId === null) continue
    const all = await nouns.backups.list({ planId, sourceDigest: source.digest, state: 'kept' }, { limit: 1_000_000 })
    for (const id of findSmallBackups(all)) if (added.has(id)) await nouns.backups.change(id, { isSizePlausible: false })
  }
}
