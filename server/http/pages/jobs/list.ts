import { z } from 'zod'
import { Failure } from '../../../../plugins/failure.ts'
import { type JobFilters, type JobListView, jobKinds, jobListPage, jobListPart, jobStates } from '../../../../views/pages/jobs/list.ts'
import type { Job } from '../../../domain/work.ts'
import type { JobFilter } from '../../../store/jobs.ts'
import type { Page } from '../../../store/page.ts'
import { deedsFor } from '../../api/jobs-work.ts'
import type { Call } from '../../call.ts'
import { listed, pageOf } from '../../paging.ts'
import { defineRoute, type Route } from '../../route.ts'
import { liveResponse } from '../live.ts'
import { frameOf, htmlAnswer, pageResponse } from '../page.ts'
import { type Names, namesOf, subjectOf } from './names.ts'
import { rememberPace } from './pace.ts'

const shownMax = 50

const text = z.string().trim().max(400).optional().catch(undefined)

/** A word that is none of these filters nothing: an address that somebody mended by hand still shows the list. */
const query = z.object({
  kind: z.enum(jobKinds).optional().catch(undefined),
  state: z.enum(jobStates).optional().catch(undefined),
  source: text,
  plan: text,
  trigger: z.enum(['manual', 'auto']).optional().catch(undefined),
  cursor: z.string().max(200).optional().catch(undefined),
})

type ListCall = Call<unknown, z.output<typeof query>, unknown>

const shared = { method: 'get', access: 'viewer', scope: 'none', tags: ['pages'], query } as const

export const jobListRoute: Route = defineRoute({
  ...shared,
  path: '/jobs',
  summary: 'The jobs',
  responses: htmlAnswer,
  async handle(call) {
    const frame = frameOf(call.context, call.principal)
    return pageResponse(jobListPage(await viewOf(call, rememberPace()), frame), frame)
  },
})

/** The first page of the list, as it changes. */
export const liveJobListRoute: Route = defineRoute({
  ...shared,
  path: '/live/job-list',
  summary: 'The newest jobs, as they go on',
  responses: { 200: { description: 'Server-sent events, a part of a page each.', contentType: 'text/event-stream' } },
  async handle(call) {
    const paced = rememberPace()
    return liveResponse(call, {
      concerns: ({ type }) => type !== 'log',
      draw: async () => ({ html: jobListPart(await viewOf(call, paced), frameOf(call.context, call.principal)) }),
    })
  },
})

async function viewOf({ house, query: asked, principal }: ListCall, paced: ReturnType<typeof rememberPace>): Promise<JobListView> {
  const { cursor, ...given } = asked
  const filters: JobFilters = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''))
  const names = await namesOf(house)
  const filter = filterOf(filters, names)
  const page = pageAt(cursor)
  const found = filter === null ? [] : await house.jobs.list(filter, page)
  const { items, nextCursor } = await listed({ page_size: shownMax }, found, {
    placeOf: ({ queuedAt, id }: Job) => ({ at: queuedAt, id }),
    show: (job) => ({ ...paced({ job, subject: subjectOf(job, names), bytesPerSecond: null }), ...deedsFor(principal, job) }),
    count: async () => found.length,
  })
  const sorted = (all: ReadonlyMap<string, string>) => [...all.values()].sort((one, other) => one.localeCompare(other))
  const shown = { sources: sorted(names.sources), plans: sorted(names.plans) }
  return { filters: namedFilters(filters, names), ...shown, rows: items, nextCursor, isFirst: page.after == null }
}

/** Null where something is named that isn't there, so that nothing can fit. */
function filterOf({ kind, state, source, plan, trigger }: JobFilters, { sources, plans }: Names): JobFilter | null {
  const sourceId = source === undefined ? undefined : idOf(source, sources)
  const planId = plan === undefined ? undefined : idOf(plan, plans)
  if (sourceId === null || planId === null) return null
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(state === undefined ? {} : { states: state === 'active' ? ['pending', 'running'] : [state] }),
    ...(sourceId === undefined ? {} : { sourceId }),
    ...(planId === undefined ? {} : { planId }),
    ...(trigger === undefined ? {} : { trigger }),
  }
}

function idOf(nameOrId: string, names: ReadonlyMap<string, string>): string | null {
  if (names.has(nameOrId)) return nameOrId
  return [...names].find(([, name]) => name === nameOrId)?.[0] ?? null
}

/** As the form has them: other pages lead here by an id. */
function namedFilters(filters: JobFilters, { sources, plans }: Names): JobFilters {
  const { source, plan } = filters
  return {
    ...filters,
    ...(source === undefined ? {} : { source: sources.get(source) ?? source }),
    ...(plan === undefined ? {} : { plan: plans.get(plan) ?? plan }),
  }
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
