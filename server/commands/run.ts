import { Failure } from '../../plugins/failure.ts'
import type { RequestOf } from '../domain/work.ts'
import type { Installation } from '../services/installation.ts'
import { JobService } from '../services/jobs.ts'
import { findNoun } from '../services/names.ts'
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
type Request = RequestOf<'backup'>

export const runCommand = defineCommand({
  name: 'run',
  summary: 'Run a plan now, or back up a source without one; Ctrl-C asks whether to cancel it, and in a script cancels it.',
  usage: 'run PLAN [--mode MODE] [--source NAME] | run --source NAME --target NAME',
  positionals: { atLeast: 0, atMost: 1 },
  options,
  async run({ positionals, options, io }) {
    await using installation = await openData(io, options)
    const [plan] = positionals
    const requests = plan === undefined ? await withoutPlan(options, installation) : await ofPlan(plan, options, installation)
    const service = new JobService(installation)
    // All or none: of two backups one must not wait in the queue while the person reads that it was refused.
    const jobs = await installation.store.transaction(async (nouns) => {
      const queued = []
      for (const request of requests) queued.push(await service.enqueueIn(nouns, request, { trigger: 'manual' }))
      return queued
    })
    return await follow(jobs, { installation, io, onInterrupt: 'ask' })
  },
})

async function ofPlan(name: string, given: Options, { store }: Installation): Promise<Request[]> {
  if (given.target !== undefined) {
    throw new Failure('invalid', 'A plan has targets of its own, so --target means nothing here.', {
      remedy: 'Leave it out, or name no plan.',
    })
  }
  const plan = await findNoun(name, 'plan', store.plans)
  const named = await idsOf(given.source ?? [], async (source) => (await findNoun(source, 'source', store.sources)).id)
  const stranger = named.findIndex((id) => !plan.sourceIds.includes(id))
  if (stranger >= 0) {
    throw new Failure('invalid', `The plan "${plan.name}" does not back up "${given.source?.[stranger]}".`, {
      remedy: `"holdfast plan show" tells what it backs up; "holdfast run --source … --target …" needs no plan.`,
    })
  }
  const sourceIds = named.length > 0 ? named : plan.sourceIds
  if (sourceIds.length === 0) {
    throw new Failure('invalid', `The plan "${plan.name}" has no source, so there is nothing to back up.`, {
      remedy: `Give it one: holdfast plan set "${plan.name}" --source NAME.`,
    })
  }
  return sourceIds.map((sourceId) => ({ ...requestOf(given), sourceId, planId: plan.id, targetIds: null }))
}

async function withoutPlan(given: Options, { store }: Installation): Promise<Request[]> {
  if (given.source === undefined || given.target === undefined) {
    throw new Failure('invalid', 'It is not said what to back up, or where to.', {
      remedy: 'Name a plan, or give --source NAME and --target NAME.',
    })
  }
  const sourceIds = await idsOf(given.source, async (name) => (await findNoun(name, 'source', store.sources)).id)
  const targetIds = await idsOf(given.target, async (name) => (await findNoun(name, 'target', store.targets)).id)
  return sourceIds.map((sourceId) => ({ ...requestOf(given), sourceId, planId: null, targetIds }))
}

async function idsOf(names: readonly string[], find: (name: string) => Promise<string>): Promise<string[]> {
  const ids = new Set<string>()
  for (const name of names) ids.add(await find(name))
  return [...ids]
}

function requestOf({ mode, tables, description }: Options): Omit<Request, 'sourceId' | 'planId' | 'targetIds'> {
  return {
    kind: 'backup',
    mode: (mode ?? null) as Request['mode'],
    tables: parseNames(tables),
    description: description ?? '',
    purpose: 'regular',
  }
}
