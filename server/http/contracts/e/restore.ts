import { z } from 'zod'
import { Failure } from '../../../../plugins/failure.ts'
import type { Backup, BackupTable } from '../../../domain/backup.ts'
import { unknownNames } from '../../../domain/restore.ts'
import type { Job } from '../../../domain/work.ts'
import { answer } from '../../answer.ts'
import type { Call } from '../../call.ts'
import { defineRoute, type Route } from '../../route.ts'
import { waitUntilDone } from '../job-failure.ts'
import { tableNames, wrongTables } from './backups.ts'
import { administrative, recordOf, requireInitialised, worldOf } from './world.ts'

const body = z
  .object({
    backupId: z.int().min(1),
    restoreType: z.enum(['full', 'partial']).default('full'),
    tables: tableNames.default([]).meta({ description: 'Of a partial restore: only these, which are replaced. Nothing else is touched.' }),
  })
  .refine(({ restoreType, tables }) => restoreType === 'partial' || tables.length === 0, {
    path: ['tables'],
    message: 'must be empty for a full restore; choose the restoreType "partial"',
  })

type Wish = z.infer<typeof body>

const restoreShape = z.object({
  backupId: z.number().int(),
  restoreType: z.enum(['full', 'partial']),
  tables: z.array(z.string()).meta({ description: 'Those that were replaced; empty for all.' }),
  status: z.literal('completed'),
  message: z.string(),
  safetyBackupId: z.number().int().nullable().meta({ description: 'What was there before, as a backup.' }),
  startedAt: z.iso.datetime().nullable(),
  completedAt: z.iso.datetime().nullable(),
})

const restore = defineRoute({
  ...administrative,
  method: 'post',
  path: '/api/admin/restore',
  summary: 'Restore a backup',
  description: 'What is there is backed up first. Answers when it is done.',
  requires: requireInitialised,
  body,
  responses: { 200: { description: 'The data is back.', schema: restoreShape } },
  async handle(call) {
    const { source } = await worldOf(call)
    const { backupId, restoreType } = call.body
    const { record, backup } = await recordOf(call, backupId)
    if (backup === null) throw incomplete(backupId)
    const tables = await tablesOf(call, backup, record.scope === 'partial')
    const request = {
      kind: 'restore',
      from: { backupId: backup.id },
      to: { sourceId: source.id },
      existing: 'replace',
      undoOf: null,
    } as const
    const job = await call.house.restores.start(
      { ...request, tables, isSafe: true },
      { isPathTrusted: false, requestedBy: call.requestedBy },
    )
    await call.audit('restore.start', backup.name, { record: backupId, restoreType, job: job.id })
    const ended = await waitUntilDone(call, job)
    return answer({
      backupId,
      restoreType,
      tables: tables ?? [],
      status: 'completed',
      message: 'Restore completed',
      safetyBackupId: await safetyNumber(call, ended),
      startedAt: ended.startedAt?.toISOString() ?? null,
      completedAt: ended.finishedAt?.toISOString() ?? null,
    })
  },
})

export const restoreRoutes: readonly Route[] = [restore]

/**
 * What is named; of a backup of some tables those. Null for the whole database, which is what a backup holds that was called partial without naming tables.
 * Throws `invalid` where a partial restore names nothing, or what isn't there.
 */
async function tablesOf(call: Call<unknown, unknown, Wish>, backup: Backup, isCalledPartial: boolean): Promise<string[] | null> {
  const { restoreType, tables } = call.body
  if (tables.length > 0) {
    const held = (await call.house.backups.show(backup.id)).tables
    const unknown = held.length === 0 ? [] : unknownNames(tables, held)
    if (unknown.length > 0) throw wrongTables(`the backup holds no ${unknown.join(', ')}`)
    return tables
  }
  if (backup.scope === 'partial') return namesOf((await call.house.backups.show(backup.id)).tables)
  if (restoreType === 'full' || isCalledPartial) return null
  throw wrongTables('must name at least one table for a partial restore')
}

/** After a rescan nobody knows them; the archive does. */
function namesOf(tables: readonly BackupTable[]): string[] | null {
  return tables.length === 0 ? null : tables.map(({ name }) => name)
}

async function safetyNumber({ house }: Call, { result }: Job): Promise<number | null> {
  const id = result?.safetyBackupId ?? null
  return id === null ? null : ((await house.records.numbersOf([id])).get(id) ?? null)
}

function incomplete(number: number): Failure {
  return new Failure('conflict', `Backup ${number} has no archive to restore from.`, { remedy: 'Choose one whose status is completed.' })
}
