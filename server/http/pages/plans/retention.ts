import { z } from 'zod'
import { type PlanRetentionView, planRetentionPage } from '../../../../views/pages/plans/retention.ts'
import type { Plan } from '../../../domain/plan.ts'
import { isAtLeast } from '../../../domain/role.ts'
import { nameOrId } from '../../api/noun-fields.ts'
import { sayingOf, statusOf } from '../../failure.ts'
import { defineRoute, type Route } from '../../route.ts'
import { cursorField, nounPage } from '../noun-page.ts'
import { frameOf, htmlAnswer, pageResponse, redirect, refusalOf } from '../page.ts'
import { type AnyCall, sourceNames } from './form.ts'
import { decisionView, namesIn } from './shown.ts'

const shared = { scope: 'none', tags: ['pages'], responses: htmlAnswer, params: z.object({ plan: nameOrId('plan') }) } as const

/** What retention would remove of a plan, and having it done. */
export const planRetentionRoutes: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: '/plans/{plan}/retention',
    access: 'viewer',
    summary: 'What retention would remove of a plan now, and why',
    query: z.object({ cursor: cursorField }),
    handle: async (call) => retentionResponse(call, await call.house.plans.find(call.params.plan), { cursor: call.query.cursor }),
  }),
  defineRoute({
    ...shared,
    method: 'post',
    path: '/plans/{plan}/prune',
    access: 'admin',
    summary: 'Removes what the retention of a plan lets go of',
    async handle(call) {
      const plan = await call.house.plans.find(call.params.plan)
      try {
        const job = await call.house.retention.prune(plan.id, { trigger: 'manual', requestedBy: call.requestedBy })
        await call.audit('plan.prune', plan.name, { planId: plan.id, jobId: job.id })
        call.house.control.wake()
        return redirect(`/jobs/${job.id}`)
      } catch (error) {
        const refusal = refusalOf(error)
        return retentionResponse(call, plan, { told: sayingOf(refusal), status: statusOf(refusal) })
      }
    },
  }),
]

interface Asked {
  readonly cursor?: string | undefined
  readonly told?: PlanRetentionView['told']
  readonly status?: number
}

async function retentionResponse(call: AnyCall, plan: Plan, { cursor, told = null, status = 200 }: Asked): Promise<Response> {
  const { house, context, principal } = call
  const frame = frameOf(context, principal)
  const preview = await house.retention.preview(plan.id)
  const sources = await sourceNames(house)
  const all = preview.decisions.map((decision) => ({ decision, id: decision.backup.id, createdAt: decision.backup.startedAt }))
  const page = await nounPage(cursor, all, ({ decision }) => decisionView(decision, sources))
  const view: PlanRetentionView = {
    plan,
    policy: plan.settings.retention,
    sums: preview,
    decisions: page.items,
    names: namesIn(preview),
    nextCursor: page.nextCursor,
    isFirst: page.isFirst,
    mayPrune: isAtLeast(principal.role, 'admin'),
    told,
  }
  const headers = context.req.method === 'POST' ? { 'hx-push-url': `/plans/${plan.id}/retention` } : {}
  return pageResponse(planRetentionPage(view, frame), frame, { status, headers })
}
