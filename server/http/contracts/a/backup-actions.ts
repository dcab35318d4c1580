import { Failure } from '../../../../plugins/failure.ts'
import type { Backup } from '../../../domain/backup.ts'
import type { RecordEntry } from '../../../services/records.ts'
import { defineRoute, type Route } from '../../route.ts'
import { actingOf, recordOf } from '../acting.ts'
import { waitUntilDone } from '../job-failure.ts'
import { removeRecord } from '../removal.ts'
import { backupsPath, numberParams, tags } from './backups.ts'
import { saying, sayingOf } from './envelope.ts'

const deleted = '备份已删除'
const restored = '备份恢复成功'

const remove = defineRoute({
  method: 'delete',
  path: `${backupsPath}/{id}`,
  access: 'admin',
  scope: 'checked',
  tags,
  summary: '删除备份',
  description: 'Answers when the archive is gone.',
  params: numberParams,
  responses: { 200: { description: 'It is gone.', schema: sayingOf(deleted) } },
  async handle(call) {
    await removeRecord(await recordOf(call.params.id, await actingOf('a', call), call), call)
    return saying(deleted)
  },
})

const restore = defineRoute({
  method: 'post',
  path: `${backupsPath}/{id}/restore`,
  access: 'admin',
  scope: 'checked',
  tags,
  summary: '恢复备份',
  description: 'Into the source that it was made of, which is backed up before. Answers when that is done.',
  params: numberParams,
  isIdempotent: true,
  responses: { 200: { description: 'It was restored.', schema: sayingOf(restored) } },
  async handle(call) {
    const entry = await recordOf(call.params.id, await actingOf('a', call), call)
    const backup = requireBackup(entry)
    const request = {
      kind: 'restore',
      from: { backupId: backup.id },
      to: { sourceId: entry.record.sourceId! },
      existing: 'replace',
      tables: null,
      isSafe: true,
      undoOf: null,
    } as const
    const job = await call.house.restores.start(request, { isPathTrusted: false, requestedBy: call.requestedBy })
    await call.audit('restore.start', backup.name, { contract: 'a', number: entry.record.number, job: job.id })
    await waitUntilDone(call, job)
    return saying(restored)
  },
})

export const backupActionRoutes: readonly Route[] = [remove, restore]

/** Throws `conflict` for what is not there yet, or never came. */
export function requireBackup({ record, backup }: RecordEntry): Backup {
  if (backup !== null) return backup
  throw new Failure('conflict', `Backup ${record.number} is not complete, so there is nothing to restore or download.`, {
    remedy: 'Wait for its end, or choose another one.',
  })
}
