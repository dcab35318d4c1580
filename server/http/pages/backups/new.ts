import { z } from 'zod'
import type { Failure } from '../../../../plugins/failure.ts'
import type { PageFrame } from '../../../../views/frame.ts'
import { newBackup } from '../../../../views/messages/backups-new.ts'
import { fill } from '../../../../views/messages/fill.ts'
import { type NewBackupGiven, type NewBackupView, newBackupPage } from '../../../../views/pages/backups/new.ts'
import { translated } from '../../../../views/sayings.ts'
import { type StartWish, startBackups } from '../../api/backups-work.ts'
import type { Call } from '../../call.ts'
import { sayingOf, statusOf } from '../../failure.ts'
import type { House } from '../../house.ts'
import { defineRoute, type Route } from '../../route.ts'
import { frameOf, htmlAnswer, pageResponse, readFields, redirect, refusalOf } from '../page.ts'

const shared = { access: 'backup_operator', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const

const text = z.string().max(400).catch('').default('')
const askedQuery = z.object({ by: z.enum(['plan', 'source']).optional().catch(undefined), plan: text, source: text })

/** As far as the API limits it too. */
const limits = { name: 200, description: 2000, table: 1000, tables: 10_000 }

const modeText = z.enum(['full', 'incremental', 'differential'])

/** Backups that somebody asks for by hand. */
export const newBackupRoutes: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: '/backups/new',
    summary: 'Asks what to back up now',
    query: askedQuery,
    async handle(call) {
      const { context, house, principal, query } = call
      const frame = frameOf(context, principal)
      const nouns = await nounsOf(house)
      const asked = { ...query, plan: namedIn(query.plan, nouns.plans), source: namedIn(query.source, nouns.sources) }
      const view = { ...(await withKnownTables(startOf(asked, nouns), nouns, house)), faults: {}, told: null }
      return pageResponse(newBackupPage(view, frame), frame)
    },
  }),
  defineRoute({ ...shared, method: 'post', path: '/backups', summary: 'Backs something up now', handle: start }),
]

type Known = readonly { readonly id: string; readonly name: string }[]
type Nouns = Pick<NewBackupView, 'plans' | 'sources' | 'targets'> & {
  readonly plans: Known
  readonly sources: Known
  readonly usual: string | null
}

async function nounsOf({ sources, targets, plans, contracts, installation }: House): Promise<Nouns> {
  const names = await installation.store.sources.names()
  return {
    plans: (await plans.list()).map((plan) => ({ id: plan.id, name: plan.name, sources: plan.sourceIds.map((id) => names.get(id) ?? id) })),
    sources: await sources.list(),
    targets: await targets.list(),
    usual: (await contracts.show()).contracts.c.target,
  }
}

/** Other pages lead here by an id; the form has names. */
function namedIn(given: string, known: Known): string {
  return known.find(({ id }) => id === given)?.name ?? given
}

/** What the form begins with: a plan, where there is one for what was asked for. */
function startOf({ by, plan, source }: z.output<typeof askedQuery>, { plans, usual }: Nouns): NewBackupGiven {
  const fitting = plans.filter(({ sources }) => source === '' || sources.includes(source))
  const isByPlan = plans.length > 0 && by !== 'source' && (by === 'plan' || plan !== '' || source === '')
  return {
    by: isByPlan ? 'plan' : 'source',
    plan: isByPlan && plan === '' && fitting.length === 1 ? fitting[0]!.name : plan,
    source,
    targets: usual === null ? [] : [usual],
    mode: isByPlan ? '' : 'full',
    tables: '',
    name: '',
    description: '',
  }
}

const knownTablesMax = 500

async function withKnownTables(given: NewBackupGiven, nouns: Nouns, { sources, backups }: House) {
  const source = (await sources.list()).find(({ name }) => name === given.source)
  const [last] = source === undefined ? [] : await backups.list({ sourceId: source.id, state: 'kept' }, { limit: 1 })
  const tables = last === undefined || last.scope === 'files' || last.scope === 'settings' ? [] : (await backups.show(last.id)).tables
  return { ...nouns, given, knownTables: tables.slice(0, knownTablesMax).map(({ name }) => name) }
}

async function start(call: Call): Promise<Response> {
  const given = givenIn(await readFields(call))
  const frame = frameOf(call.context, call.principal)
  const wrong = wrongIn(given, newBackup[frame.language])
  if (Object.keys(wrong).length > 0) return refused(call, given, { faults: wrong, failure: null })
  try {
    const entries = await startBackups(call, wishOf(given), { source: 'source', plan: 'plan', target: 'targets' })
    call.house.control.wake()
    const [only] = entries
    return redirect(entries.length === 1 ? `/jobs/${only!.job!.id}` : `/backups?done=started&count=${entries.length}`)
  } catch (error) {
    const failure = refusalOf(error)
    return refused(call, given, { faults: faultsOf(failure, frame), failure })
  }
}

function givenIn(fields: URLSearchParams): NewBackupGiven {
  const one = (name: string) => (fields.get(name) ?? '').trim()
  return {
    by: one('by') === 'plan' ? 'plan' : 'source',
    plan: one('plan'),
    source: one('source'),
    targets: fields.getAll('targets').slice(0, 100),
    mode: one('mode'),
    tables: (fields.get('tables') ?? '').replaceAll('\r\n', '\n'),
    name: one('name'),
    description: one('description').replaceAll('\r\n', '\n'),
  }
}

type Faults = NewBackupView['faults']
type NewBackupSaid = (typeof newBackup)['en']

/** What can be said before anything is asked, in the language of the page. */
function wrongIn(given: NewBackupGiven, say: NewBackupSaid): Faults {
  const { by, plan, source, targets, name, description } = given
  const tables = linesOf(given.tables)
  const tooLong = (count: number) => fill(say.tooLong, { count })
  return {
    ...(by === 'plan' && plan === '' ? { plan: say.choosePlan } : {}),
    ...(by === 'source' && source === '' ? { source: say.chooseSource } : {}),
    ...(by === 'source' && targets.length === 0 ? { targets: say.chooseTarget } : {}),
    ...(name.length > limits.name ? { name: tooLong(limits.name) } : {}),
    ...(description.length > limits.description ? { description: tooLong(limits.description) } : {}),
    ...(tables.some((table) => table.length > limits.table) ? { tables: tooLong(limits.table) } : {}),
    ...(tables.length > limits.tables ? { tables: fill(say.tooMany, { count: limits.tables }) } : {}),
  }
}

function linesOf(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '')
}

function wishOf(given: NewBackupGiven): StartWish {
  const { by, plan, source, targets, name, description } = given
  const tables = linesOf(given.tables)
  const mode = modeText.safeParse(given.mode)
  return {
    ...(by === 'plan' ? { plan } : { targets }),
    ...(source === '' ? {} : { source }),
    ...(mode.success ? { mode: mode.data } : {}),
    ...(tables.length === 0 ? {} : { tables }),
    ...(name === '' ? {} : { name }),
    ...(description === '' ? {} : { description }),
  }
}

function faultsOf({ message, detail }: Failure, { language }: PageFrame): Faults {
  const fields = Array.isArray(detail['fields']) ? (detail['fields'] as string[]) : []
  return Object.fromEntries(fields.map((field) => [field === 'target' ? 'targets' : field, translated(message, language)]))
}

interface Refusal {
  readonly faults: Faults
  readonly failure: Failure | null
}

async function refused(call: Call, given: NewBackupGiven, { faults, failure }: Refusal): Promise<Response> {
  const frame = frameOf(call.context, call.principal)
  const view = await withKnownTables(given, await nounsOf(call.house), call.house)
  const told = failure === null ? null : sayingOf(failure)
  const status = failure === null ? 400 : statusOf(failure)
  return pageResponse(newBackupPage({ ...view, faults, told }, frame), frame, { status })
}
