import { z } from 'zod'
import type { Backup } from '../domain/backup.ts'
import { isTerminal, type Job } from '../domain/work.ts'
import type { Installation } from './installation.ts'
import { oldestFirst } from './names.ts'
import { type RecordEntry, RecordService } from './records.ts'
import { RecoveryKitService } from './recovery-kit.ts'

/** What a new installation is led through, in this order. */
export const welcomeSteps = ['language', 'target', 'source', 'recovery-kit', 'backup'] as const
export type WelcomeStep = (typeof welcomeSteps)[number]

const setting = 'welcome'

const keptSchema = z.object({
  passed: z.array(z.enum(welcomeSteps)).default([]),
  targetId: z.string().nullable().default(null),
  sourceId: z.string().nullable().default(null),
  /** Of the first backup. */
  jobId: z.string().nullable().default(null),
})
type Kept = z.infer<typeof keptSchema>

/** What the first backup is made of. */
export interface WelcomeChoice {
  readonly targetId: string | null
  readonly sourceId: string | null
}

export interface WelcomeState extends WelcomeChoice {
  /** Those that were gone through or skipped, or that need nothing any more. */
  readonly passed: ReadonlySet<WelcomeStep>
  /** Those of `passed` that were really done: no kit and no proof is none, though somebody skipped it. */
  readonly done: ReadonlySet<WelcomeStep>
  /** The first that is left; null once none is. */
  readonly current: WelcomeStep | null
}

/** The first backup and its proof, as far as they are. */
export interface FirstRun {
  readonly backupJob: Job
  readonly proofJob: Job | null
  readonly backup: Backup | null
  readonly outcome: 'running' | 'proven' | 'failed'
}

const lookedAtMax = 50

/** The first five minutes: what was done of them, and the first backup that is made and proven. */
export class WelcomeService {
  readonly #installation: Installation

  constructor(installation: Installation) {
    this.#installation = installation
  }

  /** How far it is: by what is there, and by what somebody skipped. */
  async state(): Promise<WelcomeState> {
    const kept = await this.#kept()
    const done = new Set<WelcomeStep>(kept.passed.filter((step) => step !== 'recovery-kit' && step !== 'backup'))
    if ((await new RecoveryKitService(this.#installation).state()).madeAt !== null) done.add('recovery-kit')
    if ((await this.provenBackup()) !== null) done.add('backup')
    const passed = new Set<WelcomeStep>([...kept.passed, ...done])
    const current = welcomeSteps.find((step) => !passed.has(step)) ?? null
    return { passed, done, current, ...(await this.#choice(kept)) }
  }

  /** Goes past a step, and remembers what was chosen there. */
  async pass(step: WelcomeStep, choice: Partial<WelcomeChoice> = {}): Promise<void> {
    await this.#change((kept) => ({ ...kept, ...choice, passed: [...new Set([...kept.passed, step])] }))
  }

  /** Queues the first backup and the proof that follows it. Throws `conflict` while one of this source runs, and `not_found` for what is gone. */
  async begin(choice: { readonly sourceId: string; readonly targetId: string }, requestedBy: string | null): Promise<RecordEntry> {
    const order = { sourceId: choice.sourceId, planId: null, targetIds: [choice.targetId], mode: null, tables: null, description: '' }
    const entry = await new RecordService(this.#installation).start({ ...order, verify: 'proven' }, {}, requestedBy)
    await this.#change((kept) => ({ ...kept, ...choice, jobId: entry.record.jobId }))
    return entry
  }

  /** Null when it was not begun, or is no longer known. */
  async run(): Promise<FirstRun | null> {
    const { jobId } = await this.#kept()
    const { jobs, backups } = this.#installation.store
    const backupJob = jobId === null ? null : await jobs.find(jobId)
    if (backupJob === null) return null
    const backupId = backupJob.result?.backupIds[0] ?? null
    const backup = backupId === null ? null : await backups.find(backupId)
    const [proofJob = null] = backupId === null ? [] : await jobs.list({ kind: 'verify', backupId }, { limit: 1 })
    return { backupJob, proofJob, backup, outcome: outcomeOf({ backupJob, proofJob, backup }) }
  }

  /** The newest one among the newest fifty; null when none of them was proven. */
  async provenBackup(): Promise<Backup | null> {
    const newest = await this.#installation.store.backups.list({ state: 'kept' }, { limit: lookedAtMax })
    return newest.find(({ trust }) => trust === 'proven') ?? null
  }

  async #kept(): Promise<Kept> {
    return parsed(await this.#installation.store.settings.get(setting))
  }

  async #change(change: (kept: Kept) => Kept): Promise<void> {
    await this.#installation.store.transaction(async ({ settings }) => {
      await settings.set(setting, JSON.stringify(change(parsed(await settings.get(setting)))))
    })
  }

  /** What was chosen and is still there; else the first target, and the newest source that is more than Holdfast's own settings. */
  async #choice({ targetId, sourceId }: Kept): Promise<WelcomeChoice> {
    const { store } = this.#installation
    const targets = oldestFirst(await store.targets.list())
    const sources = oldestFirst(await store.sources.list())
    const likely = sources.findLast(({ dialect }) => dialect !== 'settings') ?? sources[0]
    return {
      targetId: (targets.find(({ id }) => id === targetId) ?? targets[0])?.id ?? null,
      sourceId: (sources.find(({ id }) => id === sourceId) ?? likely)?.id ?? null,
    }
  }
}

function outcomeOf({ backupJob, proofJob, backup }: Omit<FirstRun, 'outcome'>): FirstRun['outcome'] {
  if (backup?.trust === 'proven') return 'proven'
  if (!isTerminal(backupJob.state)) return 'running'
  // The proof is queued together with the end of the backup: where there is none, there was nothing to prove.
  return proofJob !== null && !isTerminal(proofJob.state) ? 'running' : 'failed'
}

/** What can't be read any more is as good as nothing: the worst that comes of it is a question that was asked before. */
function parsed(text: string | null): Kept {
  const kept = keptSchema.safeParse(text === null ? {} : JSON.parse(text))
  return kept.success ? kept.data : keptSchema.parse({})
}
