import { z } from 'zod'
import type { Job, RequestOf } from '../../../domain/work.ts'
import { receiveUpload } from '../../api/uploads-receive.ts'
import type { Call } from '../../call.ts'
import { defineRoute, type Route } from '../../route.ts'
import { endOf } from '../job-end.ts'
import { failureOfJob, sentencesOf } from '../job-failure.ts'
import { enveloped, envelopeOf, said } from './envelope.ts'
import { fileGone, recordOf, worldOf } from './world.ts'

const tags = ['contract b']

const fromRecord = defineRoute({
  method: 'post',
  path: '/api/backup/restore',
  access: 'admin',
  scope: 'checked',
  tags,
  summary: '从备份记录恢复',
  description: 'What is there is backed up first. Queue and schedules rest while it runs. Answers when it is done.',
  body: z.object({ record_id: z.int().min(1) }),
  responses: { 200: { description: 'The data is back.', schema: envelopeOf(z.null()) } },
  async handle(call) {
    const { source } = await worldOf(call)
    const { record, backup } = await recordOf(call, call.body.record_id)
    if (backup === null) throw fileGone()
    const from = { backupId: backup.id }
    await restoreInto(call, {
      from,
      sourceId: source.id,
      subject: backup.name,
      detail: { number: record.number },
    })
    return enveloped(null, '数据恢复成功')
  },
})

const fromUpload = defineRoute({
  method: 'post',
  path: '/api/backup/upload-restore',
  access: 'admin',
  scope: 'checked',
  tags,
  summary: '上传文件并恢复',
  description: 'As a restore from a record. The file is not kept.',
  streams: { contentType: 'multipart/form-data', description: 'The field `file`: a .sql or .zip file.' },
  responses: { 200: { description: 'The data is back.', schema: envelopeOf(z.null()) } },
  async handle(call) {
    const { source } = await worldOf(call)
    const { upload } = await receiveUpload(call, { accepts: requireSuffix })
    const { path, name, id } = upload
    try {
      await restoreInto(call, { from: { path, name }, sourceId: source.id, subject: source.name, detail: { upload: name } })
    } finally {
      // Where the restore still needs it because the client went away, it goes with the uploads of its day.
      await call.house.uploads.remove(id).catch(() => {})
    }
    return enveloped(null, '数据恢复成功')
  },
})

export const restoreRoutes: readonly Route[] = [fromRecord, fromUpload]

function requireSuffix(name: string): void {
  if (!/\.(sql|zip)$/i.test(name)) throw said('invalid', '仅支持.sql和.zip格式的备份文件')
}

interface Wish {
  readonly from: RequestOf<'restore'>['from']
  readonly sourceId: string
  readonly subject: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** Replaces what the source holds, after a safety backup, and waits for the end. Throws in the document's words. */
async function restoreInto(call: Call, { from, sourceId, subject, detail }: Wish): Promise<void> {
  const request = { kind: 'restore', from, to: { sourceId }, existing: 'replace', tables: null, isSafe: true, undoOf: null } as const
  const job = await call.house.restores.start(request, { isPathTrusted: false, requestedBy: call.requestedBy })
  await call.audit('restore.start', subject, { contract: 'b', ...detail, job: job.id })
  refuseFailed(await endOf(call, job), 'backupId' in from)
}

/** Of a record nothing but its file can be missing; of an upload, what can't be restored is the sender's to mend. */
function refuseFailed(job: Job, isOfRecord: boolean): void {
  if (job.state === 'cancelled') throw said('conflict', '数据恢复已取消')
  const failure = failureOfJob(job)
  if (failure === null) return
  if (isOfRecord && failure.code === 'not_found') throw fileGone()
  const isWrongUpload = !isOfRecord && ['invalid', 'unsupported', 'denied'].includes(failure.code)
  throw said(isWrongUpload ? 'invalid' : failure.code, `数据恢复失败：${sentencesOf(failure)}`, isWrongUpload ? {} : failure.detail)
}
