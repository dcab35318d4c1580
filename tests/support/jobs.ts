import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { z } from 'zod'
import {
  type BackupResult,
  type BackupSpecification,
  type JobResult,
  jobSpecification,
  type RestoreResult,
  type RestoreSpecification,
  type VerifyResult,
  type VerifySpecification,
} from '../../server/domain/job.ts'
import type { JobContext, JobReport } from '../../server/engine/context.ts'
import { runJob } from '../../server/engine/run-job.ts'
import { type Seams, systemSeams } from '../../server/seams/seams.ts'

type Given = z.input<typeof jobSpecification>
type OwnFields = Given extends infer One ? (One extends Given ? Omit<One, 'id' | 'limits' | 'pluginPaths'> : never) : never

/** Runs jobs in this process, in a folder of their own that is removed on dispose. */
export class JobBench implements AsyncDisposable {
  readonly folder: string
  readonly events: JobReport[] = []
  readonly #seams: Seams

  private constructor(folder: string, seams: Seams) {
    this.folder = folder
    this.#seams = seams
  }

  static async open(seams: Seams = systemSeams()): Promise<JobBench> {
    return new JobBench(await mkdtemp(join(tmpdir(), 'holdfast-test-')), seams)
  }

  path(...names: string[]): string {
    return join(this.folder, ...names)
  }

  async backup(change: Partial<BackupSpecification> & Pick<BackupSpecification, 'source'>): Promise<BackupResult> {
    const specification: BackupSpecification = {
      ...this.#common(),
      kind: 'backup',
      targets: [{ name: 'local', config: { path: this.path('backups') }, prefix: '' }],
      mode: 'full',
      trigger: 'manual',
      codec: 'zstd',
      tables: null,
      recipients: [],
      passphrase: null,
      identities: [],
      zone: 'UTC',
      backupId: null,
      chain: { lengthMax: null, forceFullReason: null, avoid: [] },
      ...change,
    }
    return (await runJob(specification, this.#context())) as BackupResult
  }

  async verify(key: string, change: Partial<VerifySpecification> = {}): Promise<VerifyResult> {
    const specification: VerifySpecification = {
      ...this.#common(),
      kind: 'verify',
      archive: this.archive(key),
      level: 'proven',
      identities: [],
      scratch: null,
      assertions: [],
      ...change,
    }
    return (await runJob(specification, this.#context())) as VerifyResult
  }

  async restore(key: string, change: Partial<RestoreSpecification> & Pick<RestoreSpecification, 'into'>): Promise<RestoreResult> {
    const specification: RestoreSpecification = {
      ...this.#common(),
      kind: 'restore',
      archive: this.archive(key),
      existing: 'refuse',
      tables: null,
      identities: [],
      ...change,
    }
    return (await runJob(specification, this.#context())) as RestoreResult
  }

  /** Any job, given what is its own; plugins from outside may stand in for the built-in ones. */
  async run<Given extends OwnFields>(given: Given, pluginPaths: string[] = []): Promise<Extract<JobResult, { kind: Given['kind'] }>> {
    const specification = jobSpecification.parse({ ...this.#common(), pluginPaths, ...given })
    return (await runJob(specification, this.#context())) as Extract<JobResult, { kind: Given['kind'] }>
  }

  archive(key: string) {
    return { target: { name: 'local', config: { path: this.path('backups') } }, key }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }

  #common() {
    return { id: 'test', limits: { timeoutMs: null, idleMs: null }, pluginPaths: [] }
  }

  #context(): JobContext {
    const { signal } = new AbortController()
    return { seams: this.#seams, temporaryRoot: this.folder, signal, emit: (event) => this.events.push(event) }
  }
}
