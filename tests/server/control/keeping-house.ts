import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { runCopyJob } from '../../../server/control/procedures/copy.ts'
import { runPruneJob } from '../../../server/control/procedures/prune.ts'
import { runRescanJob } from '../../../server/control/procedures/rescan.ts'
import { runVerifyJob } from '../../../server/control/procedures/verify.ts'
import type { Backup } from '../../../server/domain/backup.ts'
import type { Plan, PlanSettingsInput } from '../../../server/domain/plan.ts'
import type { Source } from '../../../server/domain/source.ts'
import type { Target } from '../../../server/domain/target.ts'
import type { Job } from '../../../server/domain/work.ts'
import { type House, type HouseOptions, openHouse } from '../../support/installation.ts'
import { behind, putBackup } from '../services/keeping.ts'

export const dayMs = 86_400_000

/** A target plugin whose removals or writes can be refused; see its schema. */
export const refusingPlugin = fileURLToPath(new URL('../engine/refusing-target.ts', import.meta.url))

/** A house that does every kind of work but restores. */
export async function openKeepingHouse(options: HouseOptions = {}): Promise<House> {
  const procedures = { verify: runVerifyJob, prune: runPruneJob, copy: runCopyJob, rescan: runRescanJob, ...options.procedures }
  return openHouse({ pluginPaths: [refusingPlugin], ...options, procedures })
}

export interface Kept {
  readonly source: Source
  readonly targets: readonly Target[]
  readonly plan: Plan
}

/** A tree of two files as source `app`, and a plan `nightly` that backs it up to folders of these names. */
export async function addKept(house: House, settings: PlanSettingsInput = {}, names: readonly string[] = ['near']): Promise<Kept> {
  await mkdir(house.path('tree'))
  await writeFile(house.path('tree', 'steady'), 'steady content\n'.repeat(2000))
  await writeFile(house.path('tree', 'moving'), '0')
  const source = await house.addSource({ name: 'app', dialect: 'files', config: { path: house.path('tree') } })
  const targets: Target[] = []
  for (const name of names) targets.push(await house.addTarget({ name }))
  const plan = await house.addPlan({ name: 'nightly', sourceIds: [source.id], targetIds: targets.map(({ id }) => id), settings })
  return { source, targets, plan }
}

export interface Series {
  readonly days: number
  /** `full` if absent. */
  readonly mode?: 'full' | 'incremental'
}

/** One backup of the plan a day, the first one full where the plan says incremental. Nothing else that the plan wants is done. */
export async function backUpDaily(house: House, { source, plan }: Kept, series: Series): Promise<Backup[]> {
  const { days, mode = 'full' } = series
  const backups: Backup[] = []
  for (let day = 0; day < days; day++) {
    await writeFile(house.path('tree', 'moving'), `${day} ${house.clock.now().toISOString()}`)
    backups.push(await house.backup({ sourceId: source.id, planId: plan.id, mode }))
    house.clock.advance(dayMs)
  }
  return backups
}

/** As `backUpDaily`, but only the entries in the store and files of those names: enough for what never reads an archive, and much sooner. */
export async function shelveDaily(house: House, { targets, plan }: Kept, series: Series): Promise<Backup[]> {
  const { days, mode = 'full' } = series
  const backups: Backup[] = []
  for (let day = 0; day < days; day++) {
    const parent = mode === 'full' ? undefined : backups.at(-1)
    const [first, ...others] = targets
    const backup = await putBackup(house, { scope: 'files', ...(parent === undefined ? {} : behind(parent)) }, { plan, target: first! })
    const [copy] = await house.installation.store.copies.list(backup.id)
    for (const { id } of others) await house.installation.store.copies.put({ ...copy!, targetId: id })
    for (const { name } of targets) {
      await mkdir(house.path(name, 'nightly'), { recursive: true })
      for (const suffix of ['', '.json']) await writeFile(house.path(name, 'nightly', backup.name + suffix), '{}')
    }
    backups.push(backup)
  }
  return backups
}

export async function prune(house: House, plan: Plan): Promise<Job> {
  return house.finish({ kind: 'prune', planId: plan.id, backupIds: [], reason: 'a test' })
}

export async function removeNamed(house: House, backups: readonly Backup[]): Promise<Job> {
  return house.finish({ kind: 'prune', planId: null, backupIds: backups.map(({ id }) => id), reason: 'by hand' })
}

export async function verify(house: House, backup: Backup, level: 'stored' | 'parsed' | 'proven' = 'proven'): Promise<Job> {
  return house.finish({ kind: 'verify', backupId: backup.id, level, targetId: null })
}

/** The names of archives that lie in the folder of the plan at a target. */
export async function archivesAt(house: House, target: string, folder = 'nightly'): Promise<string[]> {
  const names = await readdir(house.path(target, folder)).catch(() => [])
  return names.filter((name) => name.endsWith('.zip'))
}

export async function keptIds(house: House): Promise<string[]> {
  const backups = await house.installation.store.backups.list({ state: 'kept' }, { limit: 1000 })
  return backups.map(({ id }) => id)
}
