import { z } from 'zod'
import { targets } from '../../../../views/messages/targets.ts'
import { type TargetView, targetPage } from '../../../../views/pages/targets/detail.ts'
import { type TrialView, trialReport } from '../../../../views/parts/trial.ts'
import { pluginLoader } from '../../../services/redaction.ts'
import { rescanTarget } from '../../api/target-rescans.ts'
import type { Call } from '../../call.ts'
import { defineRoute, type Route } from '../../route.ts'
import { backupRowOf, doneMessage, factsOf, planLinksOf, trialFailureOf, trialFault, wantsPart } from '../nouns.ts'
import { frameOf, pageResponse, redirect } from '../page.ts'
import { keptAt } from './list.ts'
import { answeredTrial, params, shared } from './shared.ts'

const backupsShown = 10

export const targetDetailPages: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: '/targets/{target}',
    access: 'viewer',
    summary: 'A target',
    params,
    query: z.object({ done: z.string().max(100).optional() }),
    handle: async (call) => showTarget(call, { done: call.query.done, trial: null }),
  }),
  defineRoute({
    ...shared,
    method: 'post',
    path: '/targets/{target}/test',
    access: 'backup_operator',
    summary: 'Tests a target',
    params,
    async handle(call) {
      const { id } = await call.house.targets.show(call.params.target)
      const trial = await trialOf(call, id)
      const frame = frameOf(call.context, call.principal)
      return wantsPart(call) ? pageResponse(trialReport(trial, frame), frame) : showTarget(call, { done: undefined, trial })
    },
  }),
  defineRoute({
    ...shared,
    method: 'post',
    path: '/targets/{target}/rescan',
    access: 'admin',
    summary: 'Looks through a target',
    params,
    async handle(call) {
      const { id } = await rescanTarget(call, call.params.target)
      call.house.control.wake()
      return redirect(`/jobs/${id}`)
    },
  }),
]

async function trialOf({ house, signal }: Call, id: string): Promise<TrialView> {
  try {
    return answeredTrial(await house.targets.test(id, { signal }))
  } catch (error) {
    return trialFault(trialFailureOf(error))
  }
}

interface Shown {
  readonly done: string | undefined
  readonly trial: TrialView | null
}

async function showTarget(call: Call<{ target: string }>, { done, trial }: Shown): Promise<Response> {
  const { house, context, principal, params: named } = call
  const frame = frameOf(context, principal)
  const { id, name, kind, config, prefix, identity, createdAt, updatedAt } = await house.targets.show(named.target)
  const backups = await house.backups.list({ targetId: id, state: 'kept' }, { limit: backupsShown })
  const known = await factsOf(pluginLoader(house.installation.registry, 'target', kind), config)
  const view: TargetView = {
    ...{ id, name, kind, prefix, identity, createdAt, updatedAt, trial },
    ...(await keptAt(house, id)),
    kindTitle: known?.plugin.title[frame.language] ?? kind,
    facts: known?.facts ?? null,
    plans: await planLinksOf(house, ({ targetIds }) => targetIds.includes(id)),
    backups: backups.map(backupRowOf),
    message: done === 'rebound' ? targets[frame.language].rescanNext : doneMessage(done, frame),
  }
  return pageResponse(targetPage(view, frame), frame)
}
