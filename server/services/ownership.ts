import type { Backup } from '../domain/backup.ts'
import { splitKey } from '../domain/name.ts'
import type { Plan } from '../domain/plan.ts'
import type { Source } from '../domain/source.ts'
import type { Target } from '../domain/target.ts'
import type { Nouns } from '../store/store.ts'

/** The nouns that an archive may belong to, read once for many archives. */
export interface Owners {
  readonly plans: readonly Plan[]
  readonly sources: readonly Source[]
}

/** Many backups are looked at in pages of this many. */
const pageSize = 500

/** Whose an archive is: the plan is the one whose folder it lies in, the source the one with its digest, that of the plan before others. */
export function ownerOf(
  archive: { readonly key: string; readonly target: Pick<Target, 'prefix'>; readonly digest: string },
  owners: Owners,
): Pick<Backup, 'planId' | 'sourceId'> {
  const { key, target, digest } = archive
  const folder = splitKey(key.slice(target.prefix.length)).folder.slice(0, -1)
  const plan = owners.plans.find((one) => one.folder === folder)
  const sources = owners.sources.filter(({ identity }) => identity === digest)
  const source = sources.find(({ id }) => plan?.sourceIds.includes(id)) ?? sources[0]
  return { planId: plan?.id ?? null, sourceId: source?.id ?? null }
}

/** Gives backups that belong to nobody to the plans and sources that came since: after a rescan the configuration often comes last. Returns how many. */
export async function adoptOrphans(nouns: Nouns): Promise<number> {
  const owners: Owners = { plans: await nouns.plans.list(), sources: await nouns.sources.list() }
  const targets = new Map((await nouns.targets.list()).map((target) => [target.id, target]))
  let adopted = 0
  let after: { at: Date; id: string } | null = null
  for (;;) {
    const page: Backup[] = await nouns.backups.list({}, { limit: pageSize, after })
    const last = page.at(-1)
    if (last === undefined) return adopted
    const orphans = page.filter(({ planId, sourceId }) => planId === null || sourceId === null)
    const copies = await nouns.copies.listMany(orphans.map(({ id }) => id))
    for (const backup of orphans) {
      const [copy] = copies.get(backup.id) ?? []
      const target = copy === undefined ? undefined : targets.get(copy.targetId)
      if (copy === undefined || target === undefined) continue
      const owner = ownerOf({ key: copy.key, target, digest: backup.source.digest }, owners)
      const planId = backup.planId ?? owner.planId
      const sourceId = backup.sourceId ?? owner.sourceId
      if (planId === backup.planId && sourceId === backup.sourceId) continue
      await nouns.backups.change(backup.id, { planId, sourceId })
      adopted += 1
    }
    after = { at: last.startedAt, id: last.id }
  }
}
