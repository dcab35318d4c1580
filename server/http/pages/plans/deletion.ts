import { z } from 'zod'
import { planDeletionPage } from '../../../../views/pages/plans/deletion.ts'
import type { Plan } from '../../../domain/plan.ts'
import { nameOrId } from '../../api/noun-fields.ts'
import { statusOf } from '../../failure.ts'
import { defineRoute, type Route } from '../../route.ts'
import { frameOf, htmlAnswer, pageResponse, redirect, refusalOf } from '../page.ts'
import type { AnyCall } from './form.ts'

const shared = {
  path: '/plans/{plan}/delete',
  access: 'admin',
  scope: 'none',
  tags: ['pages'],
  responses: htmlAnswer,
  params: z.object({ plan: nameOrId('plan') }),
} as const

/** Deleting a plan: what it would do, and doing it. */
export const planDeletionRoutes: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    summary: 'What deleting a plan would do',
    handle: async (call) => deletionResponse(call, await call.house.plans.find(call.params.plan), 200),
  }),
  defineRoute({
    ...shared,
    method: 'post',
    summary: 'Deletes a plan',
    async handle(call) {
      const plan = await call.house.plans.find(call.params.plan)
      try {
        // Whoever presses the button has read what it does.
        const consequences = await call.house.plans.remove(plan.id, { isForced: true })
        await call.audit('plan.remove', consequences.name, { isForced: true })
        return redirect('/plans?done=removed')
      } catch (error) {
        return deletionResponse(call, plan, statusOf(refusalOf(error)))
      }
    },
  }),
]

async function deletionResponse({ house, context, principal }: AnyCall, { id, name }: Plan, status: number): Promise<Response> {
  const frame = frameOf(context, principal)
  const { pendingJobs, runningJobs, backups } = await house.plans.consequences(id)
  return pageResponse(planDeletionPage({ id, name, pendingJobs, runningJobs, backups }, frame), frame, { status })
}
