import type { Backup } from '../../../server/domain/backup.ts'
import type { Plan } from '../../../server/domain/plan.ts'
import type { Target } from '../../../server/domain/target.ts'
import type { House } from '../../support/installation.ts'

let made = 0

/** A backup straight into the store, a day after the one before, with a copy at the target. Nothing of it is on any disk. */
export async function putBackup(house: House, given: Partial<Backup>, at: { plan: Plan | null; target: Target }): Promise<Backup> {
  const { store, newId } = house.installation
  const id = newId()
  house.clock.advance(86_400_000)
  const startedAt = house.clock.now()
  const backup: Backup = {
    ...{
      id,
      name: `backup_auto_20260101_${String(++made).padStart(6, '0')}.zip`,
      sourceId: at.plan?.sourceIds[0] ?? null,
      planId: at.plan?.id ?? null,
    },
    ...{
      purpose: 'regular',
      scope: 'db',
      mode: 'full',
      trigger: 'auto',
      startedAt,
      finishedAt: startedAt,
      sizeBytes: 100,
      plainBytes: 1000,
    },
    ...{
      sha256: id + id,
      isSealed: false,
      chain: { root: id, parent: null, length: 0 },
      needs: [],
      tableCount: 1,
      trust: 'stored',
      warnings: 0,
    },
    ...{ source: { label: 'app', dialect: 'sqlite', digest: 'd'.repeat(64), engine: 'SQLite', version: '3' } },
    ...{ isPinned: false, isSizePlausible: true, description: '', state: 'kept', jobId: null },
    ...given,
  }
  await store.transaction(async (nouns) => {
    await nouns.backups.put(backup)
    const state = backup.state === 'kept' ? 'kept' : 'delete_pending'
    await nouns.copies.put({
      backupId: id,
      targetId: at.target.id,
      key: `nightly/${backup.name}`,
      state,
      verifiedAt: startedAt,
      reason: null,
    })
    await nouns.settings.see(startedAt)
  })
  return backup
}

/** An incremental behind another backup. */
export function behind(parent: Backup): Pick<Backup, 'mode' | 'chain' | 'needs'> {
  const chain = { root: parent.chain.root, parent: parent.id, length: parent.chain.length + 1 }
  return { mode: 'incremental', chain, needs: [...parent.needs, parent.id] }
}

/** A source, a target and a plan with this retention. */
export async function addPlace(house: House, retention: object = { keepLast: 1 }) {
  const source = await house.addSource({ name: 'app' })
  const target = await house.addTarget({ name: 'near' })
  const plan = await house.addPlan({ name: 'nightly', sourceIds: [source.id], targetIds: [target.id], settings: { retention } })
  return { source, target, plan }
}
