import { z } from 'zod'
import { Failure } from '../../../../plugins/failure.ts'
import { bundleDialect } from '../../../domain/chain.ts'
import type { Source } from '../../../domain/source.ts'
import type { Job } from '../../../domain/work.ts'
import { BundleService } from '../../../services/bundles.ts'
import type { RecordEntry } from '../../../services/records.ts'
import { answer } from '../../answer.ts'
import type { Call } from '../../call.ts'
import { defineRoute, type Route } from '../../route.ts'
import { base, entryOf } from './backups.ts'
import { idOf } from './ids.ts'
import { restoreShape, shownRestore } from './restore-shape.ts'

const about = { scope: 'checked', tags: ['contract d'] } as const

const restore = defineRoute({
  ...about,
  method: 'post',
  path: `${base}/restore/{backup_id}`,
  access: 'admin',
  summary: 'Restore from backup',
  description: 'Replaces what is there, which is backed up before. One at a time: 409 while another one waits or runs.',
  params: z.object({ backup_id: z.string().max(100) }),
  body: z.object({
    target: z
      .string()
      .trim()
      .min(1)
      .nullish()
      .meta({ description: 'The name of the source to restore into, which takes what is of its kind; where it came from if absent.' }),
  }),
  isIdempotent: true,
  responses: { 202: { description: 'It waits for its turn.', schema: restoreShape } },
  async handle(call) {
    const { entry } = await entryOf(call)
    const { record, backup } = entry
    if (backup === null) throw incomplete(entry)
    const target = call.body.target ?? null
    const { source, members } = await targetOf(target, entry, call)
    const request = {
      kind: 'restore',
      from: { backupId: backup.id },
      to: { sourceId: source.id },
      existing: 'replace',
      tables: members === null ? null : [...members],
      isSafe: true,
      undoOf: null,
    } as const
    const job = await call.house.restores.start(request, { isPathTrusted: false, isAlone: true, requestedBy: call.requestedBy })
    call.house.control.wake()
    await call.audit('restore.start', backup.name, { contract: 'd', number: record.number, target: source.name, job: job.id })
    const shown = shownRestore(job, { backupId: idOf('backup', record.number), safetyBackupId: null, target: source.name })
    return answer(shown, 202, { location: `${base}/restore/${job.id}/status` })
  },
})

const status = defineRoute({
  ...about,
  method: 'get',
  path: `${base}/restore/{job_id}/status`,
  access: 'admin',
  summary: 'Check restore status',
  params: z.object({ job_id: z.string().max(100) }),
  responses: { 200: { description: 'How far it is.', schema: restoreShape } },
  async handle(call) {
    const job = await jobOf(call)
    const ids = [job.backupId, job.result?.safetyBackupId].filter((id) => id != null)
    const numbers = await call.house.records.numbersOf(ids)
    const nameOf = (id: string | null | undefined) => {
      const number = id == null ? undefined : numbers.get(id)
      return number === undefined ? null : idOf('backup', number)
    }
    const target = job.sourceId === null ? null : await call.house.sources.find(job.sourceId).catch(() => null)
    const { safetyBackupId = null } = job.result ?? {}
    return answer(
      shownRestore(job, { backupId: nameOf(job.backupId), safetyBackupId: nameOf(safetyBackupId), target: target?.name ?? null }),
    )
  },
})

export const restoreRoutes: readonly Route[] = [restore, status]

/** Throws `not_found` unless it is a whole id, of a restore. */
async function jobOf(call: Call<{ readonly job_id: string }>): Promise<Job> {
  const { job_id: id } = call.params
  const job = /^[0-9a-f]{32}$/.test(id) ? await call.house.jobs.find(id).catch(() => null) : null
  if (job?.kind !== 'restore')
    throw new Failure('not_found', 'There is no such restore job.', { remedy: 'Use the job_id that the restore answered with.' })
  call.requireSource(job.sourceId)
  return job
}

interface RestoreTarget {
  readonly source: Source
  /** What of the backup it takes; null for all. */
  readonly members: readonly string[] | null
}

/** Where it came from if no name is given. Of files and database together a source takes what is of its kind; of a source that the key is not for nothing is said. */
async function targetOf(name: string | null, { record, backup }: RecordEntry, call: Call): Promise<RestoreTarget> {
  if (name === null) return { source: await call.house.sources.find(record.sourceId!), members: null }
  const source = await call.house.sources.find(name).catch(() => null)
  if (source === null || !call.maySee(source.id)) {
    throw wrongTarget(
      'There is no source of that name.',
      'Name a source to restore into, or leave target out to restore where the backup came from.',
    )
  }
  const made = backup?.source.dialect ?? source.dialect
  if (source.dialect === made) return { source, members: null }
  const member = await new BundleService(call.house.installation).labelOf(record.sourceId!, source.dialect)
  if (member !== null) return { source, members: [member] }
  const what =
    made === bundleDialect
      ? `It is a ${source.dialect} source, of which the backup holds nothing.`
      : `The backup is one of a ${made} source, and that is a ${source.dialect} source.`
  throw wrongTarget(what, `Name a source of the kind that was backed up.`)
}

function wrongTarget(what: string, remedy: string): Failure {
  return new Failure('invalid', `target: ${what}`, { remedy, detail: { fields: ['target'] } })
}

function incomplete({ record }: RecordEntry): Failure {
  return new Failure('invalid', `backup_id: ${idOf('backup', record.number)} is not complete, so there is nothing to restore.`, {
    remedy: 'Wait for its end, or choose another one.',
    detail: { fields: ['backup_id'] },
  })
}
