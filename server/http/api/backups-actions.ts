import { z } from 'zod'
import { Failure } from '../../../plugins/failure.ts'
import { answer, done } from '../answer.ts'
import type { Call } from '../call.ts'
import { defineRoute, type Route } from '../route.ts'
import { detailOf } from './backups-detail.ts'
import { findBackup } from './backups-find.ts'
import { backupDetailShape } from './backups-shape.ts'
import { copyBackup, type Marking, markBackup, removeBackup } from './backups-work.ts'
import { verifyBackups } from './drills-start.ts'
import { jobShape } from './job-shape.ts'
import { nameOrId } from './noun-fields.ts'
import { restoreBackupRoute } from './restores-start.ts'
import { waitQuery, workAnswer } from './work-answer.ts'

const tags = ['backups']
const params = z.object({ backup: z.string().meta({ description: 'Its number, its id or the start of that, or its name.' }) })
const base = '/api/v1/backups/{backup}'
const shown = { 200: { description: 'As it is now.', schema: backupDetailShape } }
const queued = {
  200: { description: 'The job as it ended, where that was waited for.', schema: jobShape },
  202: { description: 'The job.', schema: jobShape },
}

export const backupsActionRoutes: readonly Route[] = [
  defineRoute({
    method: 'patch',
    path: base,
    access: 'admin',
    scope: 'checked',
    tags,
    summary: 'Describe a backup, or pin it',
    params,
    body: z.strictObject({ description: z.string().max(2000).optional(), isPinned: z.boolean().optional() }),
    responses: shown,
    async handle(call) {
      const backup = await findBackup(call, call.params.backup)
      const { description, isPinned } = call.body
      if (description !== undefined) await call.house.backups.describe(backup.id, description)
      if (isPinned !== undefined) await (isPinned ? call.house.backups.pin(backup.id) : call.house.backups.unpin(backup.id))
      await call.audit('backup.change', backup.name, { backupId: backup.id, fields: Object.keys(call.body) })
      return answer(await detailOf(backup.id, call))
    },
  }),
  defineRoute({
    method: 'delete',
    path: base,
    access: 'admin',
    scope: 'checked',
    tags,
    summary: 'Remove a backup with every copy',
    description:
      'The number of one that never came is forgotten at once. 409 for a pinned one, for the last good one, and while others need it.',
    params,
    query: z.object({
      ...waitQuery,
      with_dependants: z.stringbool().default(false).meta({ description: 'And what could not be restored without it.' }),
      force: z.stringbool().default(false).meta({ description: 'Also the last good one of its source in its plan.' }),
      reason: z.string().max(1000).optional().meta({ description: 'Why, for the history.' }),
    }),
    responses: { ...queued, 204: { description: 'It never came, and is forgotten.' } },
    async handle(call) {
      const { with_dependants: withDependants, force: isForced, reason } = call.query
      const number = await numberOfNone(call, call.params.backup)
      if (number !== null) {
        await call.house.records.remove(number, { withDependants, isForced })
        await call.audit('backup.delete', String(number), {})
        return done()
      }
      const backup = await findBackup(call, call.params.backup)
      const job = await removeBackup(call, backup, { withDependants, isForced, ...(reason === undefined ? {} : { reason }) })
      return workAnswer(call, job)
    },
  }),
  marking('pin', 'Keep a backup whatever retention says'),
  marking('unpin', 'Leave a backup to retention again'),
  marking('accept', 'Say that a surprisingly small backup has the right size'),
  defineRoute({
    method: 'post',
    path: `${base}/verify`,
    access: 'backup_operator',
    scope: 'checked',
    tags,
    summary: 'Prove that a backup restores',
    params,
    query: z.object(waitQuery),
    body: z.strictObject({
      level: z.enum(['stored', 'parsed', 'proven']).default('proven'),
      target: nameOrId('target').optional().meta({ description: 'Which copy; the first that is kept if absent.' }),
    }),
    isIdempotent: true,
    responses: queued,
    async handle(call) {
      const [job] = await verifyBackups(call, [await findBackup(call, call.params.backup)], call.body)
      return workAnswer(call, job!)
    },
  }),
  defineRoute({
    method: 'post',
    path: `${base}/copy`,
    access: 'backup_operator',
    scope: 'checked',
    tags,
    summary: 'Copy a backup to another target',
    description: 'With what it refers to.',
    params,
    query: z.object(waitQuery),
    body: z.strictObject({ target: nameOrId('target') }),
    isIdempotent: true,
    responses: queued,
    async handle(call) {
      const backup = await findBackup(call, call.params.backup)
      const job = await copyBackup(call, backup, call.body.target)
      return workAnswer(call, job)
    },
  }),
  restoreBackupRoute,
]

function marking(action: Marking, summary: string): Route {
  return defineRoute({
    method: 'post',
    path: `${base}/${action}`,
    access: 'admin',
    scope: 'checked',
    tags,
    summary,
    params,
    responses: shown,
    async handle(call) {
      const backup = await findBackup(call, call.params.backup)
      await markBackup(call, backup, action)
      return answer(await detailOf(backup.id, call))
    },
  })
}

/** The number of a record without a backup; null for everything else. */
async function numberOfNone(call: Call<unknown, unknown, unknown>, text: string): Promise<number | null> {
  if (!/^[1-9]\d{0,8}$/.test(text)) return null
  try {
    const { record, backup } = await call.house.records.find(Number(text))
    if (backup !== null) return null
    call.requireSource(record.sourceId)
    return record.number
  } catch (error) {
    if (error instanceof Failure && error.code === 'not_found') return null
    throw error
  }
}
