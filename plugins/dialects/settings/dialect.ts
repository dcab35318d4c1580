import { resolve } from 'node:path'
import type {
  Call,
  Dialect,
  DialectSupports,
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
import { DataFolder } from './data-folder.ts'
import { decodeExport, encodeExport, figureOf, partName, sectionName } from './export.ts'

/** The program's own settings as a source. Holds nothing open between calls. */
export class SettingsDialect implements Dialect {
  readonly supports: DialectSupports = {
    partial: false,
    snapshot: true,
    liveRestore: true,
    drill: true,
    unchanged: false,
    existing: ['refuse', 'replace', 'keep'],
  }
  readonly #folder: DataFolder
  readonly #host: Host

  constructor(path: string, host: Host) {
    this.#folder = new DataFolder(resolve(path), host.files)
    this.#host = host
  }

  async probe(call: Call): Promise<SourceReport> {
    call.signal.throwIfAborted()
    const settings = await this.#folder.readForDump()
    const sizeBytes = encodeExport(settings, this.#host.now()).byteLength
    return { engine: 'settings', version: '1', identity: `settings:${this.#folder.path}`, sizeBytes, tables: [], parts: [partName] }
  }

  async *dump(selection: Selection, call: Call): AsyncGenerator<DumpEvent, void, void> {
    call.signal.throwIfAborted()
    if (selection.tables !== null) {
      throw new Failure('unsupported', 'settings are backed up whole', { remedy: 'Leave the choice of tables out.' })
    }
    const settings = await this.#folder.readForDump()
    yield { type: 'part', name: partName }
    yield {
      type: 'bytes',
      bytes: encodeExport(settings, this.#host.now()),
      starts: [{ name: sectionName, at: 0, always: true }],
    }
    call.signal.throwIfAborted()
    yield { type: 'figure', figure: figureOf(settings) }
    call.signal.throwIfAborted()
    yield { type: 'trailer' }
  }

  async restore(parts: AsyncIterable<RestorePart>, call: RestoreCall): Promise<RestoreReport> {
    call.signal.throwIfAborted()
    let sections = 0
    for await (const part of parts) {
      if (part.name !== partName) {
        throw new Failure('unsupported', `${part.name} holds no settings`, {
          remedy: 'Restore it into a source of the dialect that it comes from.',
        })
      }
      const restored = await decodeExport(part.bytes)
      call.signal.throwIfAborted()
      await this.#folder.restore(restored, call.existing)
      sections += 1
    }
    return { sections, rows: null, warnings: [] }
  }

  async *inspect(_selection: Selection, call: Call): AsyncGenerator<SectionFigure, void, void> {
    call.signal.throwIfAborted()
    yield figureOf(await this.#folder.read())
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
