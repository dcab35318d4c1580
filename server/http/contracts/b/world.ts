import { z } from 'zod'
import { Failure } from '../../../../plugins/failure.ts'
import type { Job } from '../../../domain/work.ts'
import type { RecordEntry } from '../../../services/records.ts'
import type { Call } from '../../call.ts'
import type { House } from '../../house.ts'
import { oneSourceOf } from '../one-source.ts'
import { compressionOf } from './compression.ts'
import { said } from './envelope.ts'
import type { RecordView } from './record.ts'

const own = oneSourceOf('b')

export const { worldOf, scheduleOf } = own

export const recordParams = z.object({
  id: z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .meta({ description: 'The number of the record.' }),
})

/** The record of the source of this contract. Throws `not_found` in the document's words. */
export async function recordOf(call: Call, number: number): Promise<RecordEntry> {
  return own.recordOf(call, number).catch((error: unknown) => {
    if (error instanceof Failure && error.code === 'not_found') throw said('not_found', '备份记录不存在')
    throw error
  })
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
