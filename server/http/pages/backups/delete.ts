import { z } from 'zod'
import type { Failure } from '../../../../plugins/failure.ts'
import { type DeleteView, deleteBackupPage, reasonLengthMax } from '../../../../views/pages/backups/delete.ts'
import type { Backup } from '../../../domain/backup.ts'
import { findBackup } from '../../api/backups-find.ts'
import { removeBackup } from '../../api/backups-work.ts'
import type { Call } from '../../call.ts'
import { sayingOf, statusOf } from '../../failure.ts'
import type { House } from '../../house.ts'
import { defineRoute, type Route } from '../../route.ts'
import { frameOf, htmlAnswer, pageResponse, readFields, redirect, refusalOf } from '../page.ts'

const params = z.object({ backup: z.string().max(1000) })
const path = '/backups/{backup}/delete'
const shared = { path, params, access: 'admin', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const

type DeleteCall = Call<z.output<typeof params>, unknown, unknown>

/** Deleting a backup: what that takes away, and the deed. */
export const deleteBackupRoutes: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    summary: 'What deleting a backup takes away',
    async handle(call) {
      const frame = frameOf(call.context, call.principal)
      const given = { withDependants: false, isForced: false, reason: '' }
      const view = { ...(await factsOf(await findBackup(call, call.params.backup), call.house)), given, lacking: [], told: null }
      return pageResponse(deleteBackupPage(view, frame), frame)
    },
  }),
  defineRoute({ ...shared, method: 'post', summary: 'Deletes a backup', handle: remove }),
]

async function remove(call: DeleteCall): Promise<Response> {
  const backup = await findBackup(call, call.params.backup)
  const fields = await readFields(call)
  const given = { withDependants: fields.has('dependants'), isForced: fields.has('force'), reason: (fields.get('reason') ?? '').trim() }
  if (given.reason.length > reasonLengthMax) return refused(call, backup, { given, failure: null })
  try {
    const job = await removeBackup(call, backup, given)
    call.house.control.wake()
    return redirect(`/jobs/${job.id}`)
  } catch (error) {
    return refused(call, backup, { given, failure: refusalOf(error) })
  }
}

interface Refusal {
  readonly given: DeleteView['given']
  /** Null where the reason is too long. */
  readonly failure: Failure | null
}

async function refused(call: DeleteCall, backup: Backup, { given, failure }: Refusal): Promise<Response> {
  const frame = frameOf(call.context, call.principal)
  const facts = await factsOf(backup, call.house)
  const lacking: DeleteView['lacking'] = [
    ...(failure === null ? (['reason'] as const) : []),
    ...(facts.breaks.length > 0 && !given.withDependants ? (['dependants'] as const) : []),
    ...(facts.last !== null && !given.isForced ? (['force'] as const) : []),
  ]
  // What is lacking is said beside it, in the words of the page; the service speaks of the options of commands.
  const told = failure === null || lacking.length > 0 ? null : sayingOf(failure)
  const view = { ...facts, given, lacking, told }
  return pageResponse(deleteBackupPage(view, frame), frame, { status: failure === null ? 400 : statusOf(failure) })
}

/** What would go, and what stands against it, as the service sees it. */
async function factsOf({ id }: Backup, { backups, targets }: House) {
  const { backup, copies, breaks } = await backups.show(id)
  const all = new Map([backup, ...breaks].map((one) => [one.id, one]))
  const named = (refusal: Failure | null) => (refusal === null ? null : (all.get(String(refusal.detail['backupId'])) ?? backup))
  const pinned = named(await backups.refusalOf(id, { withDependants: true, isForced: true }))
  const last = pinned === null ? named(await backups.refusalOf(id, { withDependants: true, isForced: false })) : null
  const keptAt = new Set(copies.filter(({ state }) => state === 'kept').map(({ targetId }) => targetId))
  const known = await targets.list()
  return {
    backup,
    targets: known.filter((target) => keptAt.has(target.id)).map(({ name }) => name),
    breaks,
    pinned,
    last,
  }
}
