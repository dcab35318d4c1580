import { resolve } from 'node:path'
import type {
  Call,
  Dialect,
  DialectSupports,
  DumpCall,
  DumpEvent,
  Host,
  RestoreCall,
  RestorePart,
  RestoreReport,
  SectionFigure,
  Selection,
  SourceReport,
} from '../../contract.ts'
import { Failure } from '../../failure.ts'
import type { AssertInput } from './assert-thread.ts'
import type { SqliteConfiguration } from './configuration.ts'
import type { DumpInput } from './dump-thread.ts'
import type { InspectInput } from './inspect-thread.ts'
import type { ProbeInput } from './probe-thread.ts'
import { restoreDatabase } from './restore.ts'
import { dumpSnapshot } from './snapshot.ts'

/** One SQLite database as a source. Holds nothing open between calls. */
export class SqliteDialect implements Dialect {
  readonly supports: DialectSupports
  readonly #path: string
  readonly #form: SqliteConfiguration['form']
  readonly #host: Host

  constructor(configuration: SqliteConfiguration, host: Host) {
    this.#path = resolve(configuration.path)
    this.#form = configuration.form
    this.#host = host
    this.supports = {
      partial: this.#form === 'sql',
      snapshot: true,
      liveRestore: true,
      drill: true,
      unchanged: false,
      existing: ['refuse', 'replace'],
    }
  }

  async probe(call: Call): Promise<SourceReport> {
    call.signal.throwIfAborted()
    const module = new URL('./probe-thread.ts', import.meta.url)
    const reports = this.#host.produce<ProbeInput, Omit<SourceReport, 'parts'>>(module, { path: this.#path }, call)
    for await (const report of reports) return { ...report, parts: [this.#form === 'sql' ? 'backup.sql' : 'backup.db'] }
    throw new Failure('internal', `looking at ${this.#path} gave no report`)
  }

  async *dump(selection: Selection, call: DumpCall): AsyncGenerator<DumpEvent, void, void> {
    call.signal.throwIfAborted()
    if (this.#form === 'sql') {
      const input: DumpInput = { path: this.#path, tables: selection.tables, generatedAt: this.#host.now() }
      yield* this.#host.produce<DumpInput, DumpEvent>(new URL('./dump-thread.ts', import.meta.url), input, call)
    } else if (selection.tables === null) yield* dumpSnapshot(this.#path, this.#host, call)
    else {
      throw new Failure('unsupported', 'the form "snapshot" takes the whole database, not chosen tables', {
        remedy: 'Use the form "sql" to back up chosen tables.',
      })
    }
  }

  async restore(parts: AsyncIterable<RestorePart>, call: RestoreCall): Promise<RestoreReport> {
    call.signal.throwIfAborted()
    return await restoreDatabase(this.#path, this.#host, { parts, call })
  }

  async *inspect(selection: Selection, call: Call): AsyncGenerator<SectionFigure, void, void> {
    call.signal.throwIfAborted()
    const input: InspectInput = { path: this.#path, tables: selection.tables }
    yield* this.#host.produce<InspectInput, SectionFigure>(new URL('./inspect-thread.ts', import.meta.url), input, call)
  }

  async assert(sql: string, call: Call): Promise<boolean> {
    call.signal.throwIfAborted()
    const answers = this.#host.produce<AssertInput, boolean>(
      new URL('./assert-thread.ts', import.meta.url),
      { path: this.#path, sql },
      call,
    )
    for await (const answer of answers) return answer
    throw new Failure('internal', 'an assertion gave no answer')
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
