import { z } from 'zod'
import { Failure } from '../../../../plugins/failure.ts'
import type { Job } from '../../../domain/work.ts'
import { ContractScheduleService } from '../../../services/contract-schedule.ts'
import type { ContractWorld } from '../../../services/contract-settings.ts'
import type { RecordEntry } from '../../../services/records.ts'
import type { Call } from '../../call.ts'
import type { House } from '../../house.ts'
import { compressionOf } from './compression.ts'
import { said } from './envelope.ts'
import type { RecordView } from './record.ts'

/** What this contract acts on. Throws `conflict` when there is nothing, and `denied` for a key that is for other sources. */
export async function worldOf(call: Call): Promise<ContractWorld> {
  const world = await call.house.contracts.resolve('b')
  call.requireSource(world.source.id)
  return world
}

export function scheduleOf({ installation }: House): ContractScheduleService {
  return new ContractScheduleService(installation, 'b')
}

export const recordParams = z.object({
  id: z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .meta({ description: 'The number of the record.' }),
})

/** The record of the source of this contract. Throws `not_found` in the document's words. */
export async function recordOf(call: Call, number: number): Promise<RecordEntry> {
  const { source } = await worldOf(call)
  const entry = await call.house.records.find(number).catch(absent)
  if (entry?.record.sourceId === source.id) return entry
  throw said('not_found', '备份记录不存在')
}

function absent(error: unknown): null {
  if (error instanceof Failure && error.code === 'not_found') return null
  throw error
}

/** The file of a record is what its archive is for the document. */
export function fileGone(): Failure {
  return said('not_found', '备份文件不存在')
}

export async function viewOf({ house }: Call): Promise<RecordView> {
  const entry = await scheduleOf(house).find()
  const targets = await house.targets.list()
  return { targets, planId: entry?.plan.id ?? null, compression: compressionOf(entry?.options ?? {}) }
}

/** The backup of a source that runs, or the one that does next; null when none does. */
export async function busyJob({ jobs }: House, sourceId: string): Promise<Job | null> {
  const busy = await jobs.list({ kind: 'backup', sourceId, states: ['running', 'pending'] }, { limit: 1000 })
  return busy.find(({ state }) => state === 'running') ?? busy.at(-1) ?? null
}
