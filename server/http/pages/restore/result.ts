import { z } from 'zod'
import type { Failure } from '../../../../plugins/failure.ts'
import { type ResultView, resultPage, undoPage } from '../../../../views/pages/restore/result.ts'
import type { Told } from '../../../../views/parts/said.ts'
import type { Backup } from '../../../domain/backup.ts'
import { isTerminal, type Job } from '../../../domain/work.ts'
import { safetyBackupOf } from '../../../services/restore-undo.ts'
import { findRestore } from '../../api/restores-find.ts'
import type { Call } from '../../call.ts'
import { sayingOf, statusOf } from '../../failure.ts'
import { defineRoute, type Route } from '../../route.ts'
import { askerOf } from '../jobs/names.ts'
import { frameOf, htmlAnswer, pageResponse, redirect, refusalOf } from '../page.ts'
import { pastOf } from './past.ts'

const shared = { access: 'admin', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const
const params = z.object({ job: z.string() })

type JobCall = Call<{ readonly job: string }, unknown, unknown>

export const resultPages: readonly Route[] = [
  defineRoute({ ...shared, method: 'get', path: '/restore/{job}', summary: 'What came of a restore', params, handle: result }),
  defineRoute({
    ...shared,
    method: 'get',
    path: '/restore/{job}/undo',
    summary: 'Asks before a restore is taken back',
    params,
    handle: async (call) => undoResponse(call, await findRestore(call, call.params.job), null),
  }),
  defineRoute({ ...shared, method: 'post', path: '/restore/{job}/undo', summary: 'Takes a restore back', params, handle: undo }),
]

/** Before its end there is nothing to tell of it yet but how far it is. */
async function result(call: JobCall): Promise<Response> {
  const { house, context, principal } = call
  const job = await findRestore(call, call.params.job)
  if (!isTerminal(job.state)) return redirect(`/jobs/${job.id}`)
  const frame = frameOf(context, principal)
  const sources = await house.sources.list()
  const past = await pastOf(job, house, sources)
  const { request } = job
  const to = request.kind === 'restore' && 'sourceId' in request.to ? sources.find(({ id }) => id === job.sourceId) : undefined
  const view: ResultView = {
    ...past,
    backup: await backupOf(job, call),
    safety: await safetyBackupOf(job, house.installation.store),
    destination: { name: past.into, href: to === undefined ? null : `/sources/${to.id}` },
    asker: await askerOf(job, house),
    noUndo: await noUndoOf(job, call),
  }
  return pageResponse(resultPage(view, frame), frame)
}

async function undoResponse(call: JobCall, job: Job, refusal: Failure | null): Promise<Response> {
  const { house, context, principal } = call
  const frame = frameOf(context, principal)
  const { from, into } = await pastOf(job, house, await house.sources.list())
  const safety = await safetyBackupOf(job, house.installation.store)
  const told = refusal === null ? await noUndoOf(job, call) : sayingOf(refusal)
  const status = refusal !== null ? statusOf(refusal) : told === null ? 200 : 409
  return pageResponse(undoPage({ jobId: job.id, from, destination: into, safety: safety?.name ?? null, refusal: told }, frame), frame, {
    status,
  })
}

async function undo(call: JobCall): Promise<Response> {
  const job = await findRestore(call, call.params.job)
  try {
    const { id } = await call.house.restores.undo(job.id, call.requestedBy)
    await call.audit('restore.undo', job.id, { jobId: id })
    return redirect(`/jobs/${id}`)
  } catch (error) {
    return undoResponse(call, job, refusalOf(error))
  }
}

async function noUndoOf({ id }: Job, { house }: JobCall): Promise<Told | null> {
  try {
    await house.restores.undoRequest(id)
    return null
  } catch (error) {
    return sayingOf(refusalOf(error))
  }
}

async function backupOf({ request }: Job, { house }: JobCall): Promise<Backup | null> {
  if (request.kind !== 'restore' || !('backupId' in request.from)) return null
  return house.installation.store.backups.find(request.from.backupId)
}
