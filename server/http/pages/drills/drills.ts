import { z } from 'zod'
import { Failure } from '../../../../plugins/failure.ts'
import type { PageFrame } from '../../../../views/frame.ts'
import { drillsPage } from '../../../../views/pages/drills/drills.ts'
import { drillLevels } from '../../../../views/pages/drills/form.ts'
import type { DrillForm, DrillSubject, DrillsView, RecoveryRow } from '../../../../views/pages/drills/view.ts'
import { isAtLeast } from '../../../domain/role.ts'
import type { Page } from '../../../store/page.ts'
import { type DrillWish, startDrills } from '../../api/drills-start.ts'
import type { Call } from '../../call.ts'
import { sayingOf, statusOf } from '../../failure.ts'
import type { House } from '../../house.ts'
import { listed, pageOf } from '../../paging.ts'
import { defineRoute, type Route } from '../../route.ts'
import { frameOf, htmlAnswer, pageResponse, readForm, redirect, refusalOf } from '../page.ts'
import { drillDays } from './days.ts'

const shownMax = 50

const shared = { path: '/drills', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const

const query = z.object({
  cursor: z.string().max(200).optional().catch(undefined),
  backup: z.string().trim().max(400).optional().catch(undefined),
})

/** What was chosen stays chosen, whatever is wrong with it. */
const drillForm = z.object({
  what: z.string().max(1000).default(''),
  level: z.enum(drillLevels).catch('proven').default('proven'),
})

type Asked = Partial<z.output<typeof query>>
type AnyCall = Call<unknown, unknown, unknown>

export const drillRoutes: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    access: 'viewer',
    summary: 'What was proven, and how long it took',
    query,
    async handle(call) {
      const frame = frameOf(call.context, call.principal)
      const { backup } = call.query
      const form = { what: backup === undefined ? '' : `backup:${backup}`, level: 'proven', fault: null } as const
      return pageResponse(drillsPage({ ...(await viewOf(call, call.query, { form, frame })), told: null }, frame), frame)
    },
  }),
  defineRoute({ ...shared, method: 'post', access: 'backup_operator', summary: 'Verifies backups now', handle: start }),
]

async function start(call: AnyCall): Promise<Response> {
  const given = await readForm(call, drillForm)
  const { what, level } = given
  const wish = wishOf(what, level)
  if (wish === null) return refused(call, { what, level, fault: { isMissing: true } }, null)
  try {
    const [first] = await startDrills(call, wish)
    call.house.control.wake()
    return redirect(`/jobs/${first!.id}`)
  } catch (error) {
    const refusal = refusalOf(error)
    return refused(call, { what, level, fault: { message: sayingOf(refusal).message } }, refusal)
  }
}

async function refused(call: AnyCall, form: DrillForm, refusal: Failure | null): Promise<Response> {
  const frame = frameOf(call.context, call.principal)
  const view = await viewOf(call, {}, { form, frame })
  const told = refusal === null ? null : sayingOf(refusal)
  return pageResponse(drillsPage({ ...view, told }, frame), frame, { status: refusal === null ? 400 : statusOf(refusal) })
}

function wishOf(what: string, level: DrillWish['level']): DrillWish | null {
  const [, kind, id] = /^(plan|source|backup):(.+)$/.exec(what) ?? []
  if (id === undefined) return null
  return kind === 'plan' ? { plan: id, level } : kind === 'source' ? { source: id, level } : { backup: id, level }
}

interface Setting {
  readonly form: DrillForm
  readonly frame: PageFrame
}

async function viewOf({ house, principal }: AnyCall, asked: Asked, { form, frame }: Setting): Promise<Omit<DrillsView, 'told'>> {
  const page = pageAt(asked.cursor)
  const found = await house.drills.list({}, page)
  const names = await backupNames(
    found.map(({ backupId }) => backupId),
    house,
  )
  const { items, nextCursor } = await listed({ page_size: shownMax }, found, {
    placeOf: ({ at, id }) => ({ at, id }),
    show: (verification) => ({ verification, backup: names.get(verification.backupId) ?? null }),
    count: async () => found.length,
  })
  const recovery = await recoveryOf(house)
  return {
    days: await drillDays(house, frame.zone),
    ...{ recovery, rows: items, nextCursor, isFirst: page.after == null },
    subjects: await subjectsOf(recovery, form, house),
    form,
    mayRun: isAtLeast(principal.role, 'backup_operator'),
  }
}

async function backupNames(ids: readonly string[], { installation }: House): Promise<Map<string, string>> {
  const backups = await installation.store.backups.findMany([...new Set(ids)])
  return new Map(backups.map(({ id, name }) => [id, name]))
}

async function recoveryOf(house: House): Promise<RecoveryRow[]> {
  const rows: RecoveryRow[] = []
  for (const [id, name] of await house.installation.store.sources.names()) {
    const proof = await house.drills.recoveryTime(id)
    const newest = await house.backups.list({ sourceId: id, state: 'kept', purpose: 'regular' }, { limit: 1 })
    const names = proof === null ? null : await backupNames([proof.backupId], house)
    const backup = proof === null ? null : (names?.get(proof.backupId) ?? null)
    rows.push({ sourceId: id, source: name, hasBackup: newest.length > 0, proof: proof === null ? null : { ...proof, backup } })
  }
  // What was never proven asks for something to be done.
  const rank = ({ hasBackup, proof }: RecoveryRow) => (proof !== null ? 1 : hasBackup ? 0 : 2)
  return rows.sort((one, other) => rank(one) - rank(other) || one.source.localeCompare(other.source))
}

async function subjectsOf(recovery: readonly RecoveryRow[], { what }: DrillForm, house: House): Promise<DrillSubject[]> {
  const plans = await house.plans.list()
  const chosen = /^backup:(.+)$/.exec(what)?.[1]
  const names = chosen === undefined ? null : await backupNames([chosen], house)
  return [
    ...[...(names ?? [])].map(([id, name]) => ({ kind: 'backup', id, name }) as const),
    ...plans.map(({ id, name }) => ({ kind: 'plan', id, name }) as const),
    ...recovery.map(({ sourceId, source }) => ({ kind: 'source', id: sourceId, name: source }) as const),
  ]
}

/** A cursor that somebody spoiled leads to the first page. */
function pageAt(cursor: string | undefined): Page {
  try {
    return pageOf({ page_size: shownMax, cursor })
  } catch (error) {
    if (error instanceof Failure && error.code === 'invalid') return pageOf({ page_size: shownMax })
    throw error
  }
}
