import { type Job, type JobState, terminalStates, type WorkKind } from '../domain/work.ts'
import { JobService } from '../services/jobs.ts'
import { findNoun } from '../services/names.ts'
import { defineCommand } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { exitCode } from './exit-code.ts'
import { formatDuration } from './format.ts'
import { progressText } from './job-lines.ts'
import { type NounNames, readNames } from './noun-names.ts'
import { parseCount } from './quantities.ts'
import { formatInstant, printList } from './table.ts'

const columns = ['JOB', 'KIND', 'STATE', 'ABOUT', 'TRIGGER', 'QUEUED', 'TOOK', '']

export const jobsCommand = defineCommand({
  name: 'jobs',
  summary: 'List the jobs: what waits, what runs and what came of the rest.',
  usage: 'jobs [--plan NAME] [--kind KIND] [--state STATE] [--limit N]',
  options: {
    plan: { type: 'string', placeholder: 'NAME', help: 'Only those of this plan.' },
    kind: { type: 'string', choices: ['backup', 'restore', 'verify', 'prune', 'copy', 'rescan'], help: 'Only those of this kind.' },
    state: { type: 'string', multiple: true, choices: ['pending', 'running', ...terminalStates], help: 'Only those in this state.' },
    limit: { type: 'string', placeholder: 'N', help: 'How many, the newest first; 50 if not given.' },
    ...dataOptions,
  },
  async run({ options, io }) {
    const limit = parseCount(options.limit ?? '50', 'limit')
    await using installation = await openData(io, options)
    const { store, seams } = installation
    const plan = options.plan === undefined ? {} : { planId: (await findNoun(options.plan, 'plan', store.plans)).id }
    const kind = options.kind === undefined ? {} : { kind: options.kind as WorkKind }
    const states = options.state === undefined ? {} : { states: options.state as readonly JobState[] }
    const jobs = await new JobService(installation).list({ ...plan, ...kind, ...states }, { limit })
    const names = await readNames(store)
    const nowMs = seams.clock.now().getTime()
    printList(jobs, { columns, cells: (job) => cellsOf(job, { names, nowMs }), none: 'There is no such job.' }, io)
    return exitCode.done
  },
})

function cellsOf(job: Job, { names, nowMs }: { readonly names: NounNames; readonly nowMs: number }): string[] {
  const { id, kind, state, trigger, queuedAt, startedAt, finishedAt, progress } = job
  const tookMs = startedAt === null ? null : (finishedAt?.getTime() ?? nowMs) - startedAt.getTime()
  return [
    id.slice(0, 8),
    kind,
    state.replaceAll('_', ' '),
    aboutOf(job, names),
    trigger,
    formatInstant(queuedAt),
    tookMs === null ? '-' : formatDuration(tookMs),
    state === 'running' && progress !== null ? progressText(progress) : '',
  ]
}

/** What a job is about, in the names that people gave. */
export function aboutOf({ planId, sourceId, targetId, backupId }: Job, names: NounNames): string {
  const plan = names.plan(planId)
  const source = names.source(sourceId)
  const target = names.target(targetId)
  const parts = [plan, source].filter((name) => name !== '-')
  if (parts.length === 0 && backupId !== null) parts.push(backupId.slice(0, 8))
  const about = parts.join(': ')
  return target === '-' ? about || '-' : `${about}${about === '' ? '' : ' '}at ${target}`
}
