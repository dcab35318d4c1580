import { Failure } from '../../plugins/failure.ts'
import type { Backup } from '../domain/backup.ts'
import { isTerminal, type Job, type RequestOf } from '../domain/work.ts'
import type { Nouns } from '../store/store.ts'
import { placeName } from './restore-facts.ts'
import { gone } from './restore-failures.ts'

const restoresMax = 10_000

/** The restore that takes another one back; see `RestoreService.undoRequest`. */
export async function undoRequest(jobId: string, nouns: Nouns): Promise<RequestOf<'restore'>> {
  const job = await nouns.jobs.find(jobId)
  if (job === null) throw gone('job')
  const { request } = job
  if (request.kind !== 'restore') {
    throw new Failure('invalid', `Job ${jobId.slice(0, 8)} is no restore.`, { remedy: 'Only restores can be undone.' })
  }
  if (!isTerminal(job.state)) {
    throw new Failure('conflict', 'This restore has not ended yet.', { remedy: 'Wait for its end, or cancel it; then undo it.' })
  }
  await refuseUndone(job, nouns)
  const safety = await safetyBackupOf(job, nouns)
  if (safety === null) throw await nothingToUndo(job, request, nouns)
  const from = { backupId: safety.id }
  return { kind: 'restore', from, to: request.to, existing: 'replace', tables: null, isSafe: true, undoOf: job.id }
}

/** The backup of what was there before a restore; null when none was made, or it is gone. A restore that was killed has one too. */
export async function safetyBackupOf(job: Job, nouns: Pick<Nouns, 'backups'>): Promise<Backup | null> {
  const id = job.result?.safetyBackupId ?? null
  const named = id === null ? null : await nouns.backups.find(id)
  if (named !== null) return named.state === 'kept' ? named : null
  const around = { purpose: 'safety', from: new Date((job.startedAt ?? job.queuedAt).getTime() - aroundMs) } as const
  const made = await nouns.backups.list(around, { limit: restoresMax })
  return made.find(({ jobId, state }) => jobId === job.id && state === 'kept') ?? null
}

/** A clock that was set back in the middle of a job must not hide its safety backup. */
const aroundMs = 86_400_000

async function refuseUndone(job: Job, nouns: Nouns): Promise<void> {
  const restores = await nouns.jobs.list({ kind: 'restore' }, { limit: restoresMax })
  const undo = undoOf(job, restores)
  if (undo === null) return
  const isDone = isTerminal(undo.state)
  throw new Failure('conflict', isDone ? 'This restore was undone already.' : 'This restore is being undone already.', {
    remedy: isDone ? `To have its result back, undo job ${undo.id.slice(0, 8)}.` : `Wait for job ${undo.id.slice(0, 8)} to end.`,
    detail: { jobId: undo.id },
  })
}

/** The undo that holds: one that waits or runs, or that succeeded and was not itself undone. */
function undoOf(job: Job, restores: readonly Job[]): Job | null {
  const undos = restores.filter(({ request }) => request.kind === 'restore' && request.undoOf === job.id)
  const holds = (undo: Job) =>
    !isTerminal(undo.state) || ((undo.state === 'completed' || undo.state === 'completed_with_warnings') && undoOf(undo, restores) === null)
  return undos.find(holds) ?? null
}

async function nothingToUndo(job: Job, request: RequestOf<'restore'>, nouns: Nouns): Promise<Failure> {
  const source = 'sourceId' in request.to ? await nouns.sources.find(request.to.sourceId) : null
  const place = 'dialect' in request.to ? placeName(request.to) : source === null ? 'the destination' : placeName(source)
  const isDone = job.state === 'completed' || job.state === 'completed_with_warnings'
  const safetyId = job.result?.safetyBackupId ?? null
  if (safetyId !== null) {
    return new Failure('conflict', 'The backup of what was there before this restore is gone, so it can not be undone.', {
      remedy: 'Choose another backup of that time and restore it.',
    })
  }
  if (!isDone) {
    return new Failure('conflict', 'This restore ended before it changed anything, or without a safety backup: there is nothing to undo.', {
      remedy: `Look at ${place}; restore a backup into it if something is missing.`,
    })
  }
  if (!request.isSafe) {
    return new Failure('conflict', 'This restore was done without a safety backup, so it can not be undone.', {
      remedy: 'Choose a backup from before it and restore that.',
    })
  }
  return new Failure('conflict', 'There was nothing at the destination before this restore, so there is nothing to bring back.', {
    remedy: `To take back what it wrote, remove ${place} yourself.`,
  })
}
