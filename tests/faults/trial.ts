import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { toFailure } from '../../plugins/failure.ts'
import type { BackupSpecification } from '../../server/domain/job.ts'
import type { JobReport, Terminal } from '../../server/engine/context.ts'
import { type Clock, systemClock } from '../../server/seams/clock.ts'
import type { FaultPlan } from './fault-plan.ts'
import { Ledger } from './ledger.ts'
import { Place } from './place.ts'

const contentBytes = 300_000
const archivesMax = 20
const dayMs = 24 * 60 * 60 * 1000

/** A place with one good backup in it, to which faults are tried one after the other. */
export class Trial implements AsyncDisposable {
  readonly place: Place
  readonly ledger: Ledger
  #content: Buffer = Buffer.alloc(0)
  #days = 0

  private constructor(place: Place) {
    this.place = place
    this.ledger = new Ledger(place)
  }

  static async begin(): Promise<Trial> {
    const trial = new Trial(await Place.make())
    await trial.change()
    await trial.backUp()
    return trial
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.place[Symbol.asyncDispose]()
  }

  get content(): Buffer {
    return this.#content
  }

  /** The source changes in part: half of it is as it was. */
  async change(): Promise<void> {
    const half = this.#content.subarray(0, contentBytes / 2)
    const fresh = Buffer.from(randomBytes((contentBytes - half.length) / 2).toString('hex'))
    this.#content = await this.place.fill(Buffer.concat([half, fresh]))
    this.ledger.state(this.#content)
  }

  /** A backup that nothing disturbs. It must succeed, whatever lies around; what dead writers left it takes away, a day later. */
  async backUp(): Promise<string> {
    this.#days += 2
    const clock: Clock = { ...systemClock, now: () => new Date(Date.now() + this.#days * dayMs) }
    const result = await this.place.run(this.place.backupOf(), { clock })
    this.ledger.acknowledge(result, this.#content)
    if (result.kind !== 'backup') throw new Error('A backup gave another result.')
    return result.name
  }

  /** Tries a backup with a fault in a process of its own, and returns how it ended after making sure that nothing was lost by it. */
  async endure(
    faults: { readonly files?: FaultPlan; readonly thread?: FaultPlan },
    change: Partial<BackupSpecification> = {},
  ): Promise<Terminal> {
    await this.change()
    const job = this.place.start(this.place.backupOf(change), faults)
    return await this.settle(await job.outcome)
  }

  /** The same in this process: for faults that end no process, because it takes less time. */
  async endureHere(change: Partial<BackupSpecification>): Promise<Terminal> {
    await this.change()
    let warnings = 0
    const count = (event: JobReport) => {
      if (event.type === 'warning') warnings += 1
    }
    const outcome = await this.place.run(this.place.backupOf(change), {}, count).then(
      (result): Terminal => ({ type: 'completed', result, warnings }),
      (error: unknown): Terminal => ({ type: 'failed', failure: toFailure(error, 'backing up').toJSON() }),
    )
    return await this.settle(outcome)
  }

  /** Nothing acknowledged is lost, nothing half is listed, the next backup succeeds, and then no trace is left. */
  async settle(outcome: Terminal): Promise<Terminal> {
    if (outcome.type === 'completed') this.ledger.acknowledge(outcome.result, this.#content)
    await this.ledger.check()
    await this.backUp()
    await this.ledger.check()
    await this.ledger.checkNoRemains()
    if (this.ledger.size > archivesMax) await this.#beginAnew()
    return outcome
  }

  /** Each check looks at every archive, so that a long run must not gather them without end. */
  async #beginAnew(): Promise<void> {
    await this.ledger.checkByOracle()
    await rm(this.place.target, { recursive: true })
    await mkdir(this.place.target)
    this.ledger.forget()
    await this.backUp()
  }

  /** The labels of all steps of a backup, in order. */
  async steps(pattern = '', change: Partial<BackupSpecification> = {}): Promise<string[]> {
    const log = join(this.place.root, 'steps')
    const outcome = await this.endure({ files: { kind: 'none', steps: pattern, log } }, change)
    if (outcome.type !== 'completed') throw new Error(`The undisturbed backup ended as ${JSON.stringify(outcome)}.`)
    return (await readFile(log, 'utf8')).trimEnd().split('\n')
  }
}

/** Tries every point, also after one that went wrong, and throws what went wrong at which. */
export async function tryAll<Point>(
  points: readonly Point[],
  attempt: (point: Point) => Promise<void>,
  nameOf: (point: Point) => string,
): Promise<void> {
  const problems: string[] = []
  for (const point of points) {
    try {
      await attempt(point)
    } catch (error) {
      problems.push(`${nameOf(point)}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  if (problems.length > 0) throw new Error(`${problems.length} of ${points.length} points:\n${problems.join('\n')}`)
}
