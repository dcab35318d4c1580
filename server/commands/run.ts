import { Failure } from '../../plugins/failure.ts'
import type { Job } from '../domain/work.ts'
import type { Installation } from '../services/installation.ts'
import { findNoun } from '../services/names.ts'
import { PlanRunService } from '../services/plan-runs.ts'
import { type BackupOrder, RecordService } from '../services/records.ts'
import { defineCommand, type OptionTable, type OptionValues } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { follow } from './follow.ts'
import { parseNames } from './settings.ts'

const options = {
  mode: {
    type: 'string',
    choices: ['full', 'incremental', 'differential'],
    help: 'This time, instead of what the plan says; without a plan, full.',
  },
  source: { type: 'string', multiple: true, placeholder: 'NAME', help: 'Of a plan: only this source. Without a plan: what to back up.' },
  target: { type: 'string', multiple: true, placeholder: 'NAME', help: 'Without a plan: where to; several keep a copy each.' },
  tables: { type: 'string', multiple: true, placeholder: 'A,B', help: 'Only these tables (of files: these paths).' },
  description: { type: 'string', placeholder: 'TEXT', help: 'What to remember about it.' },
  ...dataOptions,
} as const satisfies OptionTable

type Options = OptionValues<typeof options>

export const runCommand = defineCommand({
  name: 'run',
  summary: 'Run a plan now, or back up a source without one; Ctrl-C asks whether to cancel it, and in a script cancels it.',
  usage: 'run PLAN [--mode MODE] [--source NAME] | run --source NAME --target NAME',
  positionals: { atLeast: 0, atMost: 1 },
  options,
  async run({ positionals, options, io }) {
    await using installation = await openData(io, options)
    const [plan] = positionals
    const jobs = plan === undefined ? await withoutPlan(options, installation) : await ofPlan(plan, options, installation)
    return await follow(jobs, { installation, io, onInterrupt: 'ask' })
  },
})

async function ofPlan(name: string, given: Options, installation: Installation): Promise<Job[]> {
  if (given.target !== undefined) {
    throw new Failure('invalid', 'A plan has targets of its own, so --target means nothing here.', {
      remedy: 'Leave it out, or name no plan.',
    })
  }
  return new PlanRunService(installation).run(name, { ...wishOf(given), sources: given.source }, null)
}

async function withoutPlan(given: Options, installation: Installation): Promise<Job[]> {
  if (given.source === undefined || given.target === undefined) {
    throw new Failure('invalid', 'It is not said what to back up, or where to.', {
      remedy: 'Name a plan, or give --source NAME and --target NAME.',
    })
  }
  const { store } = installation
  const sourceIds = await idsOf(given.source, async (name) => (await findNoun(name, 'source', store.sources)).id)
  const targetIds = await idsOf(given.target, async (name) => (await findNoun(name, 'target', store.targets)).id)
  const orders = sourceIds.map((sourceId) => ({ ...wishOf(given), sourceId, planId: null, targetIds }))
  const started = await new RecordService(installation).startAll(orders, {}, null)
  return started.map(({ job }) => job!)
}

async function idsOf(names: readonly string[], find: (name: string) => Promise<string>): Promise<string[]> {
  const ids = new Set<string>()
  for (const name of names) ids.add(await find(name))
  return [...ids]
}

function wishOf({ mode, tables, description }: Options): Pick<BackupOrder, 'mode' | 'tables' | 'description'> {
  return { mode: (mode ?? null) as BackupOrder['mode'], tables: parseNames(tables), description: description ?? '' }
}
