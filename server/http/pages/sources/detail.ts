import { z } from 'zod'
import { type SourceView, sourcePage } from '../../../../views/pages/sources/detail.ts'
import { type TrialView, trialReport } from '../../../../views/parts/trial.ts'
import type { Backup } from '../../../domain/backup.ts'
import { pluginLoader } from '../../../services/redaction.ts'
import type { Call } from '../../call.ts'
import { defineRoute, type Route } from '../../route.ts'
import { activeNow } from '../jobs/active.ts'
import { backupRowOf, doneMessage, factsOf, planLinksOf, trialFailureOf, trialFault, wantsPart } from '../nouns.ts'
import { frameOf, pageResponse } from '../page.ts'
import { answeredTrial, params, shared } from './shared.ts'

const backupsShown = 8
const sizesMax = 60

export const sourceDetailPages: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: '/sources/{source}',
    access: 'viewer',
    summary: 'A source',
    params,
    query: z.object({ done: z.string().max(100).optional() }),
    handle: async (call) => showSource(call, { done: call.query.done, trial: null }),
  }),
  defineRoute({
    ...shared,
    method: 'post',
    path: '/sources/{source}/test',
    access: 'backup_operator',
    summary: 'Tests the connection of a source',
    params,
    async handle(call) {
      const { id } = await call.house.sources.show(call.params.source)
      const trial = await trialOf(call, id)
      const frame = frameOf(call.context, call.principal)
      return wantsPart(call) ? pageResponse(trialReport(trial, frame), frame) : showSource(call, { done: undefined, trial })
    },
  }),
]

async function trialOf({ house, signal }: Call, id: string): Promise<TrialView> {
  try {
    return answeredTrial(await house.sources.test(id, { signal }))
  } catch (error) {
    return trialFault(trialFailureOf(error))
  }
}

interface Shown {
  readonly done: string | undefined
  readonly trial: TrialView | null
}

async function showSource(call: Call<{ source: string }>, { done, trial }: Shown): Promise<Response> {
  const { house, context, principal, params: named } = call
  const frame = frameOf(context, principal)
  const { id, name, dialect, config, folder, identity, createdAt, updatedAt } = await house.sources.show(named.source)
  const backups = await house.backups.list({ sourceId: id, state: 'kept' }, { limit: sizesMax })
  const known = await factsOf(pluginLoader(house.installation.registry, 'dialect', dialect), config)
  const view: SourceView = {
    ...{ id, name, dialect, folder, identity, createdAt, updatedAt, trial },
    dialectTitle: known?.plugin.title[frame.language] ?? dialect,
    facts: known?.facts ?? null,
    plans: await planLinksOf(house, ({ sourceIds }) => sourceIds.includes(id)),
    active: await activeNow(house, { sourceId: id }),
    backups: backups.slice(0, backupsShown).map(backupRowOf),
    sizes: sizesOf(backups),
    message: doneMessage(done, frame),
  }
  return pageResponse(sourcePage(view, frame), frame)
}

/** Full backups only, where there are enough of them: small ones between them say nothing of the source. */
function sizesOf(backups: readonly Backup[]): SourceView['sizes'] {
  const regular = backups.filter(({ purpose }) => purpose === 'regular')
  const full = regular.filter(({ mode }) => mode === 'full')
  const meant = full.length > 1 ? full : regular
  return meant.toReversed().map(({ startedAt, sizeBytes, isSizePlausible }) => ({
    at: startedAt,
    value: sizeBytes,
    tone: isSizePlausible ? 'good' : 'warn',
  }))
}
