import { Failure } from '../../../../plugins/failure.ts'
import type { BackupView } from '../../../../views/pages/backups/backup.ts'
import { tablesShownMax } from '../../../../views/pages/backups/tables.ts'
import type { Backup, BackupTable } from '../../../domain/backup.ts'
import type { BackupResult } from '../../../domain/job.ts'
import type { Job } from '../../../domain/work.ts'
import { placeOfCopy } from '../../../services/places.ts'
import { surroundingsOf } from '../../api/backups-shape.ts'
import type { House } from '../../house.ts'

/** What of a page depends on how it was asked for. */
export interface Asked {
  readonly find: string
  readonly offset: number
}

type Shown = Omit<BackupView, 'done' | 'told' | 'refusal'>

const activeMax = 10

/** Everything that the page of a backup shows. */
export async function viewOf(id: string, house: House, { find, offset }: Asked): Promise<Shown> {
  const { backup, copies, tables, chain, breaks, verifications } = await house.backups.show(id)
  const around = await surroundingsOf([backup], house)
  const targetOf = (targetId: string | null) => around.targets.find((target) => target.id === targetId) ?? null
  const found = tables.filter(({ name }) => name.toLowerCase().includes(find.toLowerCase()))
  const keptIds = new Set(copies.filter(({ state }) => state === 'kept').map(({ targetId }) => targetId))
  const choices = around.targets.map((target) => ({ id: target.id, value: target.id, label: target.name }))
  return {
    backup,
    number: around.numbers.get(backup.id) ?? null,
    ...namesOf(backup, around.names),
    ...(await jobFacts(backup, house)),
    members: chain,
    breakCount: breaks.length,
    ...tablesOf(tables, found, offset),
    find,
    copies: copies.map((copy) => {
      const target = targetOf(copy.targetId)
      return { copy, target: target?.name ?? null, place: target === null ? null : placeOfCopy(copy, target) }
    }),
    verifications: verifications.map((verification) => ({ verification, target: targetOf(verification.targetId)?.name ?? null })),
    keptAt: choices.filter((choice) => keptIds.has(choice.id)),
    others: choices.filter((choice) => !keptIds.has(choice.id)),
    jobs: await house.jobs.list({ backupId: id, states: ['pending', 'running'] }, { limit: activeMax }),
  }
}

function tablesOf(tables: readonly BackupTable[], found: readonly BackupTable[], offset: number) {
  const from = offset < found.length ? offset : 0
  return { tables: found.slice(from, from + tablesShownMax), allCount: tables.length, foundCount: found.length, offset: from }
}

/** The names of what it belongs to. */
export function namesOf({ sourceId, planId, source }: Backup, names: ReadonlyMap<string, string>) {
  return {
    source: (sourceId === null ? undefined : names.get(sourceId)) ?? source.label,
    plan: planId === null ? null : (names.get(planId) ?? null),
  }
}

async function jobFacts({ jobId }: Backup, house: House): Promise<{ result: BackupResult | null; isJobKept: boolean }> {
  const job = jobId === null ? null : await keptJob(jobId, house)
  const result = job?.result?.result
  return { result: result?.kind === 'backup' ? result : null, isJobKept: job !== null }
}

async function keptJob(id: string, { jobs }: House): Promise<Job | null> {
  try {
    return await jobs.find(id)
  } catch (error) {
    if (error instanceof Failure && error.code === 'not_found') return null
    throw error
  }
}
