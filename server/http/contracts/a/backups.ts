import { z } from 'zod'
import { Failure } from '../../../../plugins/failure.ts'
import type { Source } from '../../../domain/source.ts'
import type { ContractWorld } from '../../../services/contract-settings.ts'
import type { Call } from '../../call.ts'
import { defineRoute, type Route } from '../../route.ts'
import { actingOf, membersOf, recordOf, sourceOfMembers } from '../acting.ts'
import { downloadedCodec } from '../downloaded-codec.ts'
import { filledQuery } from '../filled-query.ts'
import { calendarDay, startOfDay, timesIn } from '../zoned-time.ts'
import { enveloped, envelopeOf } from './envelope.ts'
import { limitsOf, pageOf, pageSchema, pagingQuery } from './paging.ts'
import { defaultName, recordShape, shownRecord, viewOf } from './record-shape.ts'
import { type BackupType, backupTypes, scopeFilter, stateFilter, statuses } from './words.ts'

export const tags = ['contract a']
export const backupsPath = '/api/v1/backup/backups'

export const numberParams = z.object({
  id: z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number),
})

const list = defineRoute({
  method: 'get',
  path: backupsPath,
  access: 'viewer',
  scope: 'checked',
  tags,
  summary: '获取备份列表',
  query: filledQuery(
    z.object({
      ...pagingQuery,
      backup_type: z.enum(backupTypes).optional(),
      status: z.enum(statuses).optional(),
      is_auto: z.stringbool().optional(),
      start_date: calendarDay.optional(),
      end_date: calendarDay.optional().meta({ description: 'YYYY-MM-DD; that day is among them.' }),
    }),
  ),
  responses: { 200: { description: 'The newest first.', schema: envelopeOf(pageSchema(recordShape)) } },
  async handle(call) {
    const { backup_type, status, is_auto, start_date, end_date } = call.query
    const { world, sourceIds } = await actingOf('a', call)
    const filter = {
      sourceIds,
      ...scopeFilter(backup_type),
      ...stateFilter(status),
      ...(is_auto === undefined ? {} : { trigger: is_auto ? ('auto' as const) : ('manual' as const) }),
      ...(start_date === undefined ? {} : { from: startOfDay(start_date, world.zone) }),
      ...(end_date === undefined ? {} : { to: startOfDay(end_date, world.zone, 1) }),
    }
    const entries = await call.house.records.list(filter, limitsOf(call.query))
    const view = await viewOf(call)
    const results = entries.map((entry) => shownRecord(entry, view))
    return enveloped(pageOf(call, await call.house.records.count(filter), results))
  },
})

const create = defineRoute({
  method: 'post',
  path: backupsPath,
  access: 'backup_operator',
  scope: 'checked',
  tags,
  summary: '创建备份',
  description: 'Answers at once, while the backup waits for its turn.',
  body: z.object({
    name: z.string().trim().max(200).nullish().meta({ description: 'After its type and the time if absent.' }),
    backup_type: z.enum(backupTypes),
    description: z.string().max(2000).nullish(),
  }),
  isIdempotent: true,
  responses: { 200: { description: 'The record, pending.', schema: envelopeOf(recordShape) } },
  async handle(call) {
    const { backup_type: type, name, description } = call.body
    const { world } = await actingOf('a', call)
    const source = await sourceOfType(type, world, call)
    const stamp = timesIn(world.zone).stamp(call.house.installation.seams.clock.now())
    const notes = { origin: 'a', name: name || defaultName(type, stamp), scope: type, options: { createdByName: call.principal.name } }
    const order = {
      sourceId: source.id,
      planId: null,
      targetIds: [world.target.id],
      mode: null,
      tables: null,
      description: description ?? '',
      codec: downloadedCodec,
    }
    const entry = await call.house.records.start(order, notes, call.requestedBy)
    call.house.control.wake()
    await call.audit('backup.start', source.name, { contract: 'a', number: entry.record.number, type })
    return enveloped(shownRecord(entry, await viewOf(call)))
  },
})

const show = defineRoute({
  method: 'get',
  path: `${backupsPath}/{id}`,
  access: 'viewer',
  scope: 'checked',
  tags,
  summary: '获取备份详情',
  params: numberParams,
  responses: { 200: { description: 'The record.', schema: envelopeOf(recordShape) } },
  async handle(call) {
    const entry = await recordOf(call.params.id, await actingOf('a', call), call)
    return enveloped(shownRecord(entry, await viewOf(call)))
  },
})

export const backupRoutes: readonly Route[] = [list, create, show]

/** The source that a type means. Throws `conflict` where there is none, and `denied` for a key that is not for it. */
export async function sourceOfType(type: BackupType, world: ContractWorld, call: Call): Promise<Source> {
  if (type === 'full') return sourceOfMembers(membersOf(world), call)
  const source = type === 'db' ? world.source : world[type]
  if (source === null) throw missing(type)
  call.requireSource(source.id)
  return source
}

function missing(type: BackupType): Failure {
  const what = type === 'files' ? 'files' : 'the settings'
  return new Failure('conflict', `No source of ${what} is configured, so there is nothing to back up.`, {
    remedy: `Add a source of ${what}, or choose another backup_type.`,
    detail: { fields: ['backup_type'] },
  })
}
