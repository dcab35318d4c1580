import { answerDownload } from '../../api/downloads-answer.ts'
import { defineRoute, type Route } from '../../route.ts'
import { actingOf, recordOf } from '../acting.ts'
import { requireBackup } from './backup-actions.ts'
import { backupsPath, numberParams, tags } from './backups.ts'

export const downloadRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: `${backupsPath}/{id}/download`,
    access: 'backup_operator',
    scope: 'checked',
    tags,
    summary: '下载备份文件',
    params: numberParams,
    responses: { 200: { description: 'The archive.', contentType: 'application/zip' } },
    async handle(call) {
      const entry = await recordOf(call.params.id, await actingOf('a', call), call)
      const backup = requireBackup(entry)
      const response = await answerDownload(call, { backup })
      await call.audit('backup.download', backup.name, { contract: 'a', number: entry.record.number })
      return response
    },
  }),
]
