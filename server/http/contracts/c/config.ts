import { type ContractPlanEntry, ContractPlanService } from '../../../services/contract-plans.ts'
import { namePlans } from '../../../services/named-plans.ts'
import { answer } from '../../answer.ts'
import { namedInBody } from '../../api/noun-trial.ts'
import type { Call } from '../../call.ts'
import { defineRoute, type Route } from '../../route.ts'
import { changeOf, configGiven, configShape, initialConfig, orderOf, type ShownConfig, scheduleConfig } from './config-shape.ts'

const tags = ['backups']
const path = '/api/v1/backups/config'
const letter = 'c'

export const configRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path,
    access: 'viewer',
    scope: 'none',
    tags,
    summary: 'The automatic backup',
    responses: { 200: { description: 'As it is, or as it would be at first.', schema: configShape } },
    async handle(call) {
      const [entry = null] = await new ContractPlanService(call.house.installation).list(letter)
      return answer(entry === null ? await unsetConfig(call) : await shownConfig(entry, call))
    },
  }),
  defineRoute({
    method: 'put',
    path,
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Configure the automatic backup',
    description: 'Daily or weekly, and how many backups are kept. What is left out stays.',
    body: configGiven,
    responses: { 200: { description: 'As it is now.', schema: configShape } },
    async handle(call) {
      const { house, requestedBy } = call
      const change = changeOf(call.body)
      const { zone, source, target } = await placeOf(call, change)
      const keeping = new ContractPlanService(house.installation).keepOnly(
        letter,
        (found) => orderOf(change, found, { zone, source, target }),
        requestedBy,
      )
      const entry = await namedInBody({ source: 'source', target: 'target' }, keeping)
      await call.audit('plan.change', entry.plan.name, { id: entry.plan.id, contract: letter, fields: Object.keys(change) })
      return answer(await shownConfig(entry, call))
    },
  }),
]

/** What the plan is about where nobody says it, neither now nor before. */
async function placeOf({ house }: Call, given: { readonly source?: string; readonly target?: string; readonly zone?: string }) {
  const isSaid = given.source !== undefined && given.target !== undefined
  if (isSaid) return { source: given.source, target: given.target, zone: await house.contracts.zone() }
  const { source, target, zone } = await house.contracts.resolve(letter)
  return { source: source.id, target: target.id, zone }
}

async function unsetConfig({ house }: Call): Promise<ShownConfig> {
  const { zone, contracts } = await house.contracts.show()
  const { source, target } = contracts[letter]
  return { ...initialConfig, source, target, zone, lastRun: null, nextRun: null }
}

async function shownConfig({ plan }: ContractPlanEntry, { house }: Call): Promise<ShownConfig> {
  const [named] = await namePlans([plan], house.installation)
  const [last] = await house.jobs.list({ planId: plan.id, kind: 'backup' }, { limit: 1 })
  return {
    enabled: !plan.isPaused && plan.settings.schedule !== null,
    ...scheduleConfig(plan.settings.schedule),
    keepLast: plan.settings.retention.keepLast,
    source: named?.sources[0]?.name ?? null,
    target: named?.targets[0]?.name ?? null,
    zone: plan.settings.zone,
    lastRun: last === undefined ? null : (last.startedAt ?? last.queuedAt).toISOString(),
    nextRun: plan.nextRunAt?.toISOString() ?? null,
  }
}
