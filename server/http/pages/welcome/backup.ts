import { type BackupStepView, backupStep, type RunView } from '../../../../views/pages/welcome/backup.ts'
import type { Told } from '../../../../views/parts/said.ts'
import type { Job } from '../../../domain/work.ts'
import type { Call } from '../../call.ts'
import { statusOf } from '../../failure.ts'
import type { House } from '../../house.ts'
import { defineRoute, type Route } from '../../route.ts'
import { averageOf } from '../jobs/pace.ts'
import { frameOf, htmlAnswer, pageResponse, readFields, redirect, refusalOf } from '../page.ts'

const shared = { path: '/welcome/backup', access: 'admin', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const

/** The first backup and its proof. */
export const backupRoutes: readonly Route[] = [
  defineRoute({ ...shared, method: 'get', summary: 'Setup: the first backup', handle: (call) => page(call) }),
  defineRoute({ ...shared, method: 'post', summary: 'Makes the first backup and proves it', handle: begin }),
]

async function begin(call: Call): Promise<Response> {
  const form = await readFields(call)
  const { welcome, control } = call.house
  if (form.get('action') === 'skip') {
    await welcome.pass('backup')
    return redirect('/welcome')
  }
  // Pressed twice, it is still one backup.
  if ((await welcome.run())?.outcome === 'running') return redirect('/welcome/backup')
  const { sourceId, targetId } = await welcome.state()
  if (sourceId === null || targetId === null) return page(call, { status: 409 })
  try {
    const { record, job } = await welcome.begin({ sourceId, targetId }, call.requestedBy)
    control.wake()
    await call.audit('backup.start', String(record.number), { jobId: job!.id, sourceId })
  } catch (error) {
    const refusal = refusalOf(error)
    return page(call, { refusal, status: statusOf(refusal) })
  }
  return redirect('/welcome/backup')
}

async function page(call: Call, given: { readonly refusal?: Told; readonly status?: number } = {}): Promise<Response> {
  const { house, context, principal } = call
  const frame = frameOf(context, principal)
  const { done, sourceId, targetId } = await house.welcome.state()
  const view: BackupStepView = {
    done,
    source: (await house.sources.list()).find(({ id }) => id === sourceId)?.name ?? null,
    target: (await house.targets.list()).find(({ id }) => id === targetId)?.name ?? null,
    run: await runOf(house),
    refusal: given.refusal ?? null,
  }
  return pageResponse(backupStep(view, frame), frame, { status: given.status ?? 200 })
}

/** The first backup as the page shows it; null where it was not begun. */
export async function runOf(house: House): Promise<RunView | null> {
  const run = await house.welcome.run()
  if (run === null) return null
  const { backupJob, proofJob, backup, outcome } = run
  const source = (await house.sources.list()).find(({ id }) => id === backupJob.sourceId)?.name ?? ''
  const proof = proofJob?.result?.result ?? null
  return {
    source,
    backupJob: paced(backupJob),
    proofJob: proofJob === null ? null : paced(proofJob),
    backup,
    restoreMs: proof?.kind === 'verify' ? proof.durationMs : null,
    outcome,
  }
}

function paced(job: Job): RunView['backupJob'] {
  return { job, bytesPerSecond: averageOf(job) }
}
