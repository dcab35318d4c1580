import type { JobResult, TrustLevel } from '../domain/job.ts'
import type { Job, WorkProgress } from '../domain/work.ts'
import { count, formatDuration, formatSize, printable, sentence } from './format.ts'
import { progressLine } from './terminal.ts'

const titles: Readonly<Record<Job['kind'], string>> = {
  backup: 'Backup',
  restore: 'Restore',
  verify: 'Verification',
  prune: 'Prune',
  copy: 'Copy',
  rescan: 'Rescan',
}

const endings: Readonly<Record<Job['state'], string>> = {
  pending: 'waits',
  running: 'runs',
  completed: 'completed',
  completed_with_warnings: 'completed with warnings',
  failed: 'failed',
  cancelled: 'was cancelled',
  timeout: 'took longer than it may',
}

const proofs: Readonly<Record<TrustLevel, string>> = {
  stored: 'every byte of it is the one that was written',
  parsed: 'every byte of its content was read to its end and is the one that was backed up',
  proven: 'it was restored into a scratch source and compared equal',
}

/** What became of a job, for people, without the notes that they saw already. Its failure is not among it. */
export function jobEndLines(job: Job, seen: ReadonlySet<string>): string[] {
  return [`${headline(job)}.`, ...resultLines(job, seen)]
}

/** What a job made or found, in sentences. */
export function resultLines({ id, kind, result }: Job, seen: ReadonlySet<string> = new Set()): string[] {
  if (result === null) return []
  const notes = result.notes.filter((note) => !seen.has(note))
  const lines = [...madeLines(result.result), ...notes.map((note) => sentence(printable(note)))]
  if (kind === 'restore' && result.safetyBackupId !== null) {
    lines.push(`What was there before is backup ${result.safetyBackupId.slice(0, 8)}; "holdfast undo ${id.slice(0, 8)}" brings it back.`)
  }
  return lines
}

function madeLines(made: JobResult | null): string[] {
  switch (made?.kind) {
    case 'backup': {
      const { name, sizeBytes, plainBytes, mode } = made
      return [`${printable(name)}: ${formatSize(sizeBytes)} for ${formatSize(plainBytes)} of content, ${mode} (${made.id.slice(0, 8)}).`]
    }
    case 'verify': {
      const compared = made.evidence.length === 0 ? '' : `, ${count(made.evidence.length, 'table')}`
      return [`It is ${made.trust}: ${proofs[made.trust]}${compared} (${formatDuration(made.durationMs)}).`]
    }
    case 'restore':
      return [`${formatSize(made.plainBytes)} restored${made.rows === null ? '' : `, ${count(made.rows, 'row')}`}.`]
    default:
      return []
  }
}

/** `Backup 1a2b3c4d completed in 3 s`. */
export function headline(job: Job): string {
  const took =
    job.startedAt === null || job.finishedAt === null ? '' : ` in ${formatDuration(job.finishedAt.getTime() - job.startedAt.getTime())}`
  const ended = job.state === 'completed' || job.state === 'completed_with_warnings' ? took : took.replace(' in ', ' after ')
  return `${titles[job.kind]} ${job.id.slice(0, 8)} ${endings[job.state]}${ended}`
}

/** How far a running job is. */
export function progressText(progress: WorkProgress): string {
  return `${progress.step}: ${progressLine(progress, null)}`
}
