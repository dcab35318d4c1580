import { z } from 'zod'
import type { Failure } from '../../../../plugins/failure.ts'
import type { PageFrame } from '../../../../views/frame.ts'
import { backupPage } from '../../../../views/pages/backups/backup.ts'
import type { WorkRefusal } from '../../../../views/pages/backups/work.ts'
import { translated } from '../../../../views/sayings.ts'
import type { Backup } from '../../../domain/backup.ts'
import type { Job } from '../../../domain/work.ts'
import { findBackup } from '../../api/backups-find.ts'
import { copyBackup, type Marking, markBackup } from '../../api/backups-work.ts'
import { verifyBackups } from '../../api/drills-start.ts'
import type { Call } from '../../call.ts'
import { sayingOf, statusOf } from '../../failure.ts'
import { invalidBy } from '../../invalid.ts'
import { defineRoute, type Route } from '../../route.ts'
import { frameOf, htmlAnswer, pageResponse, readForm, redirect, refusalOf } from '../page.ts'
import { viewOf } from './backup-view.ts'

const base = '/backups/{backup}'
const params = z.object({ backup: z.string().max(1000) })
const shared = { params, scope: 'none', tags: ['pages'], responses: htmlAnswer } as const

type BackupCall = Call<z.output<typeof params>, unknown, unknown>

const query = z.object({
  done: z.enum(['pin', 'unpin', 'accept', 'describe']).optional().catch(undefined),
  find: z.string().trim().max(200).catch('').default(''),
  cursor: z.coerce.number().int().min(0).max(1_000_000).catch(0).default(0),
})

const anyForm = z.record(z.string(), z.string())
const levelForm = z.object({ level: z.enum(['stored', 'parsed', 'proven']).default('proven'), target: z.string().max(400).default('') })

/** The page of one backup, and what is done there. */
export const backupRoutes: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: base,
    access: 'viewer',
    summary: 'Everything that is known of a backup',
    query,
    async handle(call) {
      const { done, find, cursor } = call.query
      const { id } = await findBackup(call, call.params.backup)
      const frame = frameOf(call.context, call.principal)
      const view = await viewOf(id, call.house, { find, offset: cursor })
      return pageResponse(backupPage({ ...view, done: done ?? null, told: null, refusal: null }, frame), frame)
    },
  }),
  doing('verify', 'backup_operator', async (call, backup, form) => {
    const parsed = levelForm.safeParse(form)
    if (!parsed.success) throw invalidBy(parsed.error, 'body')
    const { level, target } = parsed.data
    const [job] = await verifyBackups(call, [backup], { level, target: target === '' ? undefined : target })
    return jobAt(call, job!)
  }),
  doing('copy', 'backup_operator', async (call, backup, form) => jobAt(call, await copyBackup(call, backup, form['to'] ?? ''))),
  doing('describe', 'admin', async (call, backup, form) => {
    await call.house.backups.describe(backup.id, (form['description'] ?? '').replaceAll('\r\n', '\n').trim())
    await call.audit('backup.change', backup.name, { backupId: backup.id, fields: ['description'] })
    return `/backups/${backup.id}?done=describe`
  }),
  ...(['pin', 'unpin', 'accept'] as const satisfies readonly Marking[]).map((marking) =>
    doing(marking, 'admin', async (call, backup) => {
      await markBackup(call, backup, marking)
      return `/backups/${backup.id}?done=${marking}`
    }),
  ),
]

type Deed = (call: BackupCall, backup: Backup, form: Readonly<Record<string, string>>) => Promise<string>

/** Something that is done with a backup: leads to what came of it, or shows the page again with why it was refused. */
function doing(name: string, access: 'backup_operator' | 'admin', deed: Deed): Route {
  return defineRoute({
    ...shared,
    method: 'post',
    path: `${base}/${name}`,
    access,
    summary: `Does this with a backup: ${name}`,
    async handle(call) {
      const backup = await findBackup(call, call.params.backup)
      const form = await readForm(call, anyForm)
      try {
        return redirect(await deed(call, backup, form))
      } catch (error) {
        return refused(call, backup, { failure: refusalOf(error), given: form })
      }
    },
  })
}

async function refused(
  call: BackupCall,
  { id }: Backup,
  { failure, given }: { readonly failure: Failure; readonly given: WorkRefusal['given'] },
): Promise<Response> {
  const frame = frameOf(call.context, call.principal)
  const view = await viewOf(id, call.house, { find: '', offset: 0 })
  const refusal = { given, faults: faultsOf(failure, { given, frame }) }
  return pageResponse(backupPage({ ...view, done: null, told: sayingOf(failure), refusal }, frame), frame, { status: statusOf(failure) })
}

/** Beside the field that is at fault; what the service calls `target` is called `to` where a copy is made. */
function faultsOf(
  { message, detail }: Failure,
  { given, frame }: { readonly given: WorkRefusal['given']; readonly frame: PageFrame },
): Record<string, string> {
  const fields = Array.isArray(detail['fields']) ? (detail['fields'] as string[]) : 'description' in given ? ['description'] : []
  const fault = translated(message, frame.language)
  return Object.fromEntries(fields.map((field) => [field === 'target' && 'to' in given ? 'to' : field, fault]))
}

function jobAt({ house }: BackupCall, { id }: Job): string {
  house.control.wake()
  return `/jobs/${id}`
}
