import { z } from 'zod'
import { Failure } from '../../../../plugins/failure.ts'
import type { Job } from '../../../domain/work.ts'
import type { BackupOrder } from '../../../services/records.ts'
import { answer } from '../../answer.ts'
import { answerDownload } from '../../api/downloads-answer.ts'
import type { Call } from '../../call.ts'
import { invalidBy } from '../../invalid.ts'
import { defineRoute, type Route } from '../../route.ts'
import { requireAllOf } from '../acting.ts'
import { downloadedCodec } from '../downloaded-codec.ts'
import { endOf } from '../job-end.ts'
import { failureOfJob } from '../job-failure.ts'
import { backupShape, shownBackup } from './record.ts'
import { scheduleStart } from './schedule-shape.ts'
import { administrative, recordOf, requireInitialised, scheduleOf, worldOf } from './world.ts'

export const tableNames = z.array(z.string().min(1)).max(10_000)

const createBody = z
  .object({
    type: z.enum(['full', 'partial']).default('full'),
    tables: tableNames.default([]).meta({ description: 'Only these; empty for all.' }),
    description: z.string().max(2000).default(''),
  })
  .refine(({ type, tables }) => type === 'partial' || tables.length === 0, {
    path: ['tables'],
    message: 'must be empty for a full backup; choose the type "partial"',
  })

const create = defineRoute({
  ...administrative,
  method: 'post',
  path: '/api/admin/backup',
  summary: 'Create a backup',
  description: 'Answers when it is complete. A client that goes away leaves it running.',
  requires: requireInitialised,
  body: createBody,
  takesComments: true,
  responses: { 201: { description: 'The backup.', schema: backupShape } },
  async handle(call) {
    const { source, target } = await worldOf(call)
    const { type, tables, description } = call.body
    const schedule = scheduleOf(call.house)
    const scheduled = await schedule.find()
    requireAllOf(scheduled?.plan ?? null, call)
    const order: BackupOrder = {
      sourceId: source.id,
      // Backups by hand count for the schedule's retention, once there is a schedule.
      planId: scheduled !== null ? (await schedule.ensure(scheduleStart, call.requestedBy)).plan.id : null,
      targetIds: [target.id],
      mode: 'full',
      tables: tables.length === 0 ? null : tables,
      description,
      codec: downloadedCodec,
    }
    const { record, job } = await call.house.records.start(order, { origin: 'e', scope: type }, call.requestedBy)
    await call.audit('backup.start', source.name, { contract: 'e', number: record.number, type })
    refuseFailed(await endOf(call, job!))
    return answer(await shown(call, record.number), 201)
  },
})

const listQuery = z
  .object({
    id: z
      .string()
      .regex(/^\d{1,15}$/, 'must be a whole number')
      .transform(Number)
      .optional(),
    download: z.stringbool().default(false),
    page: z.coerce.number().int().min(1).max(1_000_000).default(1),
    pageSize: z.coerce.number().int().min(1).max(1000).default(100),
  })
  .refine(({ id, download }) => id !== undefined || !download, { path: ['id'], message: 'is needed for a download' })

const read = defineRoute({
  ...administrative,
  method: 'get',
  path: '/api/admin/backup',
  summary: 'List backups, or show or download one',
  requires: requireInitialised,
  query: listQuery,
  responses: {
    200: {
      description: 'The newest first; with `id` that one, with `download` its archive.',
      schema: z.union([
        z.object({ backups: z.array(backupShape), total: z.number().int(), page: z.number().int(), pageSize: z.number().int() }),
        backupShape,
      ]),
    },
  },
  async handle(call) {
    const { id, download, page, pageSize } = call.query
    if (id !== undefined) return download ? sendArchive(call, id) : answer(await shown(call, id))
    const { source } = await worldOf(call)
    const filter = { sourceIds: [source.id] }
    const entries = await call.house.records.list(filter, { limit: pageSize, offset: (page - 1) * pageSize })
    const targets = await call.house.targets.list()
    const total = await call.house.records.count(filter)
    return answer({ backups: entries.map((entry) => shownBackup(entry, targets)), total, page, pageSize })
  },
})

export const backupRoutes: readonly Route[] = [create, read]

async function shown(call: Call, number: number): Promise<z.infer<typeof backupShape>> {
  return shownBackup(await recordOf(call, number), await call.house.targets.list())
}

async function sendArchive(call: Call, number: number): Promise<Response> {
  const { backup } = await recordOf(call, number)
  if (backup === null) {
    throw new Failure('not_found', `Backup ${number} has no archive.`, { remedy: 'Its status says why; choose one that is completed.' })
  }
  const response = await answerDownload(call, { backup })
  await call.audit('backup.download', backup.name, { record: number })
  return response
}

/** A table that isn't there is the sender's mistake; all else that a job fails with is not. */
function refuseFailed(job: Job): void {
  if (job.failure?.code === 'not_found' && job.failure.detail['tables'] !== undefined) throw wrongTables(job.failure.message)
  const failure = failureOfJob(job)
  if (failure !== null) throw failure
}

/** Of a request that names tables which can't be meant. */
export function wrongTables(message: string): Failure {
  return invalidBy({ issues: [{ code: 'custom', path: ['tables'], message, input: null }] }, 'body')
}
