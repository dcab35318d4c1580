import { Failure } from '../../../../plugins/failure.ts'
import { answerDownload } from '../../api/downloads-answer.ts'
import { defineRoute, type Route } from '../../route.ts'
import { isCompressed } from './record.ts'
import { fileGone, recordOf, recordParams, viewOf } from './world.ts'

const contentType = 'application/octet-stream'

const download = defineRoute({
  method: 'get',
  path: '/api/backup/download/{id}',
  access: 'backup_operator',
  scope: 'checked',
  tags: ['contract b'],
  summary: '下载备份文件',
  description: 'The archive; of a record that is not compressed the plain SQL in it. Takes ranges.',
  params: recordParams,
  responses: { 200: { description: 'The file.', contentType }, 206: { description: 'The part of it that was asked for.', contentType } },
  async handle(call) {
    const { record, job, backup } = await recordOf(call, call.params.id)
    if (backup === null) throw fileGone()
    const isPlain = backup.name.endsWith('.sql.zip') && !isCompressed(job, backup, await viewOf(call))
    const name = isPlain ? backup.name.replace(/\.zip$/, '') : backup.name
    const response = await answerDownload(call, { backup, name, contentType, ...(isPlain ? { part: 'backup.sql' } : {}) }).catch(
      tellMissing,
    )
    // As the document writes it: names of archives need no quotes.
    response.headers.set('content-disposition', `attachment; filename=${name}`)
    await call.audit('backup.download', backup.name, { contract: 'b', number: record.number })
    return response
  },
})

export const downloadRoutes: readonly Route[] = [download]

function tellMissing(error: unknown): never {
  if (error instanceof Failure && error.code === 'not_found') throw fileGone()
  throw error
}
