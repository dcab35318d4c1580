import { z } from 'zod'
import { isTerminal } from '../../../domain/work.ts'
import { BundleService } from '../../../services/bundles.ts'
import type { RecordEntry } from '../../../services/records.ts'
import { answer } from '../../answer.ts'
import type { Call } from '../../call.ts'
import { defineRoute, type Route } from '../../route.ts'
import { waitForEnd } from '../../wait.ts'
import { type Acting, actingOf, recordOf, sourceOfMembers } from '../acting.ts'
import { downloadedCodec } from '../downloaded-codec.ts'
import { failureOfJob } from '../job-failure.ts'
import { removeRecord } from '../removal.ts'
import { backupShape, type Holdings, shownBackup } from './backup-shape.ts'
import { withBackupId } from './failure.ts'
import { idOf, numberOf } from './ids.ts'
import { membersFor, wishFields } from './wish.ts'

export const base = '/api/v1/backup'
const about = { scope: 'checked', tags: ['contract d'] } as const
const idParams = z.object({ backup_id: z.string().max(100).meta({ description: 'backup-123' }) })

const created = backupShape.extend({ backup_id: z.string() })

const create = defineRoute({
  ...about,
  method: 'post',
  path: `${base}/create`,
  access: 'backup_operator',
  summary: 'Create a new backup',
  description:
    'Answers when it is complete. With wait it answers after so many seconds at the latest, with wait=0 at once; then `status` tells how far it is.',
  query: z.object({
    wait: z.coerce.number().min(0).max(86_400).optional().meta({ description: 'Seconds; until it is complete if absent.' }),
  }),
  body: z.object({
    type: wishFields.type.default('full'),
    include_files: wishFields.include_files.default(true),
    include_database: wishFields.include_database.default(true),
    name: z.string().trim().max(200).optional(),
    description: z.string().max(2000).default(''),
  }),
  isIdempotent: true,
  responses: { 201: { description: 'The backup, under `backup_id` and `id`.', schema: created } },
  async handle(call) {
    const { house, body, query, signal } = call
    const { world } = await actingOf('d', call)
    const source = await sourceOfMembers(membersFor(body, world), call)
    const order = {
      sourceId: source.id,
      planId: null,
      targetIds: [world.target.id],
      mode: body.type,
      tables: null,
      description: body.description,
      codec: downloadedCodec,
    }
    const { record, job } = await house.records.start(order, { origin: 'd', name: body.name || null }, call.requestedBy)
    const id = idOf('backup', record.number)
    house.control.wake()
    await call.audit('backup.start', source.name, { contract: 'd', number: record.number })
    const ended = await waitForEnd(job!.id, house, { seconds: query.wait ?? null, signal })
    const failure = isTerminal(ended.state) ? failureOfJob(ended) : null
    if (failure !== null) throw withBackupId(failure, id)
    const entry = await house.records.find(record.number)
    return answer({ backup_id: id, ...shownBackup(entry, await holdingsOf(call)) }, 201, { location: `${base}/${id}` })
  },
})

const list = defineRoute({
  ...about,
  method: 'get',
  path: `${base}/list`,
  access: 'backup_operator',
  summary: 'List all backups',
  description: 'Those that are complete, the newest first.',
  query: z.object({
    page: z.coerce.number().int().min(1).max(1_000_000).default(1),
    page_size: z.coerce.number().int().min(1).max(1000).default(1000),
  }),
  responses: { 200: { description: 'An array.', schema: z.array(backupShape) } },
  async handle(call) {
    const { page, page_size } = call.query
    const { sourceIds } = await actingOf('d', call)
    const found = await call.house.records.list({ sourceIds, state: 'kept' }, { limit: page_size, offset: (page - 1) * page_size })
    const holdings = await holdingsOf(call)
    return answer(found.map((entry) => shownBackup(entry, holdings)))
  },
})

const show = defineRoute({
  ...about,
  method: 'get',
  path: `${base}/{backup_id}`,
  access: 'backup_operator',
  summary: 'Get backup details',
  params: idParams,
  responses: { 200: { description: 'The backup, also while it is made and when it failed.', schema: backupShape } },
  async handle(call) {
    const { entry } = await entryOf(call)
    return answer(shownBackup(entry, await holdingsOf(call)))
  },
})

const remove = defineRoute({
  ...about,
  method: 'delete',
  path: `${base}/{backup_id}`,
  access: 'admin',
  summary: 'Delete a backup',
  description: 'Answers when the archive is gone.',
  params: idParams,
  responses: { 200: { description: 'It is gone.', schema: z.object({ id: z.string(), status: z.literal('deleted') }) } },
  async handle(call) {
    const { entry } = await entryOf(call)
    await removeRecord(entry, call)
    return answer({ id: call.params.backup_id, status: 'deleted' })
  },
})

export const fixedBackupRoutes: readonly Route[] = [create, list]
/** They take any word behind the base, so they stand behind all others. */
export const backupRoutes: readonly Route[] = [show, remove]

/** Throws `not_found`, also for what is no id. */
export async function entryOf(call: Call<{ readonly backup_id: string }>): Promise<{ acting: Acting; entry: RecordEntry }> {
  const number = numberOf('backup', call.params.backup_id)
  const acting = await actingOf('d', call)
  return { acting, entry: await recordOf(number, acting, call) }
}

export async function holdingsOf({ house }: Call): Promise<Holdings> {
  return new BundleService(house.installation).dialects()
}
