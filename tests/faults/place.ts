import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BackupSpecification, JobResult, JobSpecification, PluginUse } from '../../server/domain/job.ts'
import type { JobContext, JobReport } from '../../server/engine/context.ts'
import { runJob } from '../../server/engine/run-job.ts'
import { startJob } from '../../server/engine/runner.ts'
import { type Seams, systemSeams } from '../../server/seams/seams.ts'
import type { FaultPlan } from './fault-plan.ts'
import type { JobFaults } from './faulty-job.ts'
import { trailer } from './shell-dialect.ts'

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const noFault: FaultPlan = { kind: 'none' }

/** A source, a target and a temporary root of their own, in one folder that is gone on dispose. */
export class Place implements AsyncDisposable {
  readonly root: string
  readonly source: string
  readonly target: string
  readonly temporary: string
  #jobs = 0

  private constructor(root: string) {
    this.root = root
    this.source = join(root, 'source.sql')
    this.target = join(root, 'target')
    this.temporary = join(root, 'temporary')
  }

  static async make(): Promise<Place> {
    const place = new Place(await mkdtemp(join(tmpdir(), 'holdfast-fault-')))
    await mkdir(place.target)
    await mkdir(place.temporary)
    return place
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true, force: true })
  }

  /** Puts new content into the source, with the trailer that makes it whole. */
  async fill(bytes: Uint8Array): Promise<Buffer> {
    const content = Buffer.concat([bytes, Buffer.from(`\n${trailer}`)])
    await writeFile(this.source, content)
    return content
  }

  local(): PluginUse {
    return { name: 'local', config: { path: this.target } }
  }

  backupOf(change: Partial<BackupSpecification> = {}): BackupSpecification {
    return {
      ...this.#common(),
      kind: 'backup',
      source: { name: 'shell', config: { path: this.source }, label: 'source' },
      targets: [{ ...this.local(), prefix: '' }],
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
  }

  restoreOf(key: string, path: string): JobSpecification {
    const into = { name: 'shell', config: { path } }
    return {
      ...this.#common(),
      kind: 'restore',
      archive: { target: this.local(), key },
      into,
      existing: 'replace',
      tables: null,
      identities: [],
    }
  }

  verifyOf(key: string): JobSpecification {
    return {
      ...this.#common(),
      kind: 'verify',
      archive: { target: this.local(), key },
      level: 'parsed',
      identities: [],
      scratch: null,
      assertions: [],
    }
  }

  #common() {
    this.#jobs += 1
    return {
      id: `job-${this.#jobs}`,
      limits: { timeoutMs: null, idleMs: null },
      pluginPaths: [here('shell-dialect.ts'), here('faulty-target.ts')],
    }
  }

  /** Runs a job in this process, so that many can be tried in little time. Rejects with what the job throws. */
  async run(specification: JobSpecification, seams: Partial<Seams> = {}, emit: (event: JobReport) => void = () => {}): Promise<JobResult> {
    const temporaryRoot = await mkdtemp(join(this.temporary, 'job-'))
    try {
      const context: JobContext = { seams: { ...systemSeams(), ...seams }, temporaryRoot, signal: new AbortController().signal, emit }
      return await runJob(specification, context)
    } finally {
      await rm(temporaryRoot, { recursive: true, force: true })
    }
  }

  /** Runs a job in a process of its own, where it may be killed. */
  start(specification: JobSpecification, faults: { readonly files?: FaultPlan; readonly thread?: FaultPlan } = {}) {
    const given: JobFaults = { files: faults.files ?? noFault, thread: faults.thread ?? noFault }
    const entry = { command: process.execPath, args: [here('faulty-job.ts'), JSON.stringify(given)] }
    return startJob(specification, { seams: systemSeams(), signal: new AbortController().signal, entry, temporaryRoot: this.temporary })
  }

  /** Every file at the target, seen from outside. */
  async objects(): Promise<string[]> {
    const entries = await readdir(this.target, { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(this.target.length + 1))
  }

  read(name: string): Promise<Buffer> {
    return readFile(join(this.root, name))
  }
}
