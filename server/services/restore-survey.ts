import { dirname, isAbsolute } from 'node:path'
import type { Call } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { JobResult, JobSpecification, PluginUse, ProbeResult } from '../domain/job.ts'
import type { RestorePlan, RestoreProblem } from '../domain/restore.ts'
import type { InspectResult } from '../domain/upload.ts'
import { startJob } from '../engine/runner.ts'
import { comparableTables } from '../plugins/bundle-tables.ts'
import type { Installation } from './installation.ts'
import { jobProber } from './probing.ts'
import { type Destination, type RestoreFacts, useOf } from './restore-facts.ts'
import { planRestore } from './restore-plan.ts'
import type { RestoreFindings } from './restore-problems.ts'
import type { Presence } from './restore-safety.ts'

/** How the two ends of a restore are looked at: by questions of their own, or by steps of the job. Throws the `Failure` that is met. */
export interface RestoreSurvey {
  probe(source: PluginUse): Promise<ProbeResult>
  inspect(upload: { readonly path: string; readonly identities: readonly string[] }): Promise<InspectResult>
}

/** Everything that a restore knows before its first change. The facts hold secrets, the plan none. */
export interface PreparedRestore {
  readonly facts: RestoreFacts
  readonly findings: RestoreFindings
  readonly plan: RestorePlan
}

/** Looks at both ends without touching either, and plans. Problems are part of the plan; throws only what says nothing about the restore. */
export async function prepareRestore(
  facts: RestoreFacts,
  { survey, installation }: { readonly survey: RestoreSurvey; readonly installation: Installation },
): Promise<PreparedRestore> {
  const { from } = facts.request
  const findings: RestoreFindings = {
    upload: 'path' in from ? await survey.inspect({ path: from.path, identities: facts.identities }) : null,
    presence: comparablePresence(facts, await presenceOf(facts.destination, { survey, installation })),
    freeBytes: await freeBytesAt(facts.destination, installation),
  }
  return { facts, findings, plan: planRestore(facts, findings) }
}

/** Asks each question in a process of its own. */
export function jobSurvey(installation: Installation, call: Call): RestoreSurvey {
  const prober = jobProber(installation)
  return {
    probe: (source) => prober.source(source, call),
    async inspect({ path, identities }) {
      const specification: JobSpecification = {
        id: installation.newId(),
        limits: { timeoutMs: null, idleMs: 5 * 60_000 },
        pluginPaths: [],
        kind: 'inspect',
        path,
        identities: [...identities],
        plainBytesMax: null,
      }
      return (await ask(specification, installation, call)) as InspectResult
    },
  }
}

async function ask(specification: JobSpecification, { seams }: Installation, { signal }: Call): Promise<JobResult> {
  await using job = startJob(specification, { seams, signal })
  const outcome = await job.outcome
  if (outcome.type === 'completed') return outcome.result
  if (outcome.type === 'failed') throw Failure.from(outcome.failure)
  signal.throwIfAborted()
  throw new Failure('unavailable', 'The upload could not be read within a reasonable time.', {
    remedy: 'Try again, or look at the disk that it lies on.',
  })
}

/** A place that isn't there is a fine destination; one that can't be looked at is a problem. */
async function presenceOf(
  destination: Destination,
  { survey, installation }: { readonly survey: RestoreSurvey; readonly installation: Installation },
): Promise<Presence> {
  try {
    await installation.registry.dialect(destination.dialect)
  } catch (error) {
    return { report: null, problem: problemOf(error) }
  }
  try {
    return { report: await survey.probe(useOf(destination)), problem: null }
  } catch (error) {
    const problem = problemOf(error)
    return { report: null, problem: problem.code === 'not_found' ? null : problem }
  }
}

function comparablePresence({ backup, tables, destination }: RestoreFacts, presence: Presence): Presence {
  const { report } = presence
  if (report === null || backup === null) return presence
  return { report: { ...report, tables: comparableTables(report.tables, useOf(destination), tables) }, problem: null }
}

function problemOf(error: unknown): RestoreProblem {
  if (!(error instanceof Failure)) throw error
  const remedy = error.remedy ?? 'Make sure that the destination can be reached.'
  return { code: error.code, message: `The destination can't be restored into: ${error.message}`, remedy }
}

/** Of a path on this machine, or the nearest folder above it that is there; null for a destination elsewhere. */
async function freeBytesAt({ config }: Destination, { seams }: Installation): Promise<number | null> {
  const { path, host } = config
  if (typeof path !== 'string' || !isAbsolute(path) || host !== undefined) return null
  for (let at = path; ; at = dirname(at)) {
    try {
      const { bavail, bsize } = await seams.files.statfs(at)
      return bavail * bsize
    } catch {
      if (dirname(at) === at) return null
    }
  }
}
