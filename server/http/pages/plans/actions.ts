import { z } from 'zod'
import { PlanRunService } from '../../../services/plan-runs.ts'
import { nameOrId } from '../../api/noun-fields.ts'
import { sayingOf, statusOf } from '../../failure.ts'
import { defineRoute, type Route } from '../../route.ts'
import { htmlAnswer, redirect, refusalOf } from '../page.ts'
import { planResponse } from './detail.ts'

const shared = {
  method: 'post',
  scope: 'none',
  tags: ['pages'],
  responses: htmlAnswer,
  params: z.object({ plan: nameOrId('plan') }),
} as const

/** What is done with a plan at once. What was refused is said on the page of the plan. */
export const planActionRoutes: readonly Route[] = [
  defineRoute({
    ...shared,
    path: '/plans/{plan}/run',
    access: 'backup_operator',
    summary: 'Runs a plan now',
    async handle(call) {
      const plan = await call.house.plans.find(call.params.plan)
      try {
        const jobs = await new PlanRunService(call.house.installation).run(plan.id, {}, call.requestedBy)
        await call.audit('backup.start', plan.name, { planId: plan.id, jobIds: jobs.map(({ id }) => id) })
        call.house.control.wake()
        return redirect(jobs.length === 1 ? `/jobs/${jobs[0]!.id}` : `/plans/${plan.id}?done=started`)
      } catch (error) {
        const refusal = refusalOf(error)
        return planResponse(call, plan, { told: sayingOf(refusal), status: statusOf(refusal) })
      }
    },
  }),
  ...(
    [
      ['pause', 'plan.pause', 'paused', 'Pauses a plan'],
      ['resume', 'plan.resume', 'resumed', 'Lets a paused plan go on'],
    ] as const
  ).map(([what, action, done, summary]) =>
    defineRoute({
      ...shared,
      path: `/plans/{plan}/${what}`,
      access: 'admin',
      summary,
      async handle(call) {
        const plan = await call.house.plans.find(call.params.plan)
        try {
          const kept = await call.house.plans[what](plan.id)
          await call.audit(action, kept.name, { id: kept.id })
          return redirect(`/plans/${kept.id}?done=${done}`)
        } catch (error) {
          const refusal = refusalOf(error)
          return planResponse(call, plan, { told: sayingOf(refusal), status: statusOf(refusal) })
        }
      },
    }),
  ),
]
