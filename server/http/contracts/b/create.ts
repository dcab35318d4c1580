import { z } from 'zod'
import { Failure } from '../../../../plugins/failure.ts'
import { mayCancel } from '../../../domain/principal.ts'
import type { Job } from '../../../domain/work.ts'
import type { BackupOrder } from '../../../services/records.ts'
import { defineRoute, type Route } from '../../route.ts'
import { requireAllOf } from '../acting.ts'
import { endOf } from '../job-end.ts'
import { failureOfJob, sentencesOf } from '../job-failure.ts'
import { configStart } from './config.ts'
import { enveloped, envelopeOf, said } from './envelope.ts'
import { recordShape, shownRecord } from './record.ts'
import { busyJob, scheduleOf, viewOf, worldOf } from './world.ts'

const tags = ['contract b']
const defaultReason = '手动备份'

const create = defineRoute({
  method: 'post',
  path: '/api/backup/create',
  access: 'backup_operator',
  scope: 'checked',
  tags,
  summary: '创建手动备份',
  description: 'Answers when the backup is complete. A client that goes away leaves it running.',
  body: z.object({ reason: z.string().max(2000).nullish() }),
  responses: { 200: { description: 'The record of the finished backup.', schema: envelopeOf(recordShape) } },
  async handle(call) {
    const { source, target } = await worldOf(call)
    const reason = call.body.reason?.trim() || defaultReason
    const schedule = scheduleOf(call.house)
    // What it acts on now becomes all that its plan backs up.
    requireAllOf((await schedule.find())?.plan ?? null, call)
    const { plan } = await schedule.ensure(configStart, call.requestedBy)
    const order: BackupOrder = {
      sourceId: source.id,
      planId: plan.id,
      targetIds: [target.id],
      mode: 'full',
      tables: null,
      description: reason,
    }
    const { record, job } = await call.house.records.start(order, { origin: 'b' }, call.requestedBy).catch(refuseBusy)
    await call.audit('backup.start', source.name, { contract: 'b', number: record.number })
    refuseFailed(await endOf(call, job!))
    const entry = await call.house.records.find(record.number)
    return enveloped(shownRecord(entry, await viewOf(call)), '备份创建成功')
  },
})

const cancel = defineRoute({
  method: 'post',
  path: '/api/backup/cancel',
  access: 'backup_operator',
  scope: 'checked',
  tags,
  summary: '取消正在运行的备份',
  responses: { 200: { description: 'It was asked to end, or there is none.', schema: envelopeOf(z.null()) } },
  async handle(call) {
    const { source } = await worldOf(call)
    const job = await busyJob(call.house, source.id)
    if (job === null) return enveloped(null, '没有正在运行的备份任务')
    if (!mayCancel(call.principal, job)) throw said('denied', '只能取消自己创建的备份任务')
    const isAsked = await call.house.jobs.cancel(job.id).then(() => true, isOver)
    if (!isAsked) return enveloped(null, '没有正在运行的备份任务')
    call.house.control.wake()
    await call.audit('job.cancel', job.id, { contract: 'b' })
    return enveloped(null, '已发送取消信号')
  },
})

export const createRoutes: readonly Route[] = [create, cancel]

function refuseBusy(error: unknown): never {
  if (error instanceof Failure && error.code === 'conflict') throw said('conflict', '备份任务正在运行中')
  throw error
}

function refuseFailed(job: Job): void {
  if (job.state === 'cancelled') throw said('conflict', '备份已取消')
  const failure = failureOfJob(job)
  if (failure !== null) throw said(failure.code, `备份失败：${sentencesOf(failure)}`, failure.detail)
}

/** It may end between being looked for and being asked to end. */
function isOver(error: unknown): false {
  if (error instanceof Failure && error.code === 'conflict') return false
  throw error
}
