import { basename, dirname, resolve } from 'node:path'
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
  Warning,
} from '../../contract.ts'
import { Failure, toFailure } from '../../failure.ts'
import type { FilesConfiguration } from './configuration.ts'
import { type DumpInput, partName } from './dump-thread.ts'
import type { InspectInput } from './inspect-thread.ts'
import { packParent } from './parent-sections.ts'
import { type BytePath, bytesOf } from './path.ts'
import type { RestoreInput, RestoreResult } from './restore-input.ts'

/** A folder, or one file, as a source. Holds nothing open between calls. */
export class FilesDialect implements Dialect {
  readonly supports: DialectSupports = {
    partial: true,
    snapshot: false,
    liveRestore: false,
    drill: true,
    unchanged: true,
    existing: ['refuse', 'replace', 'keep'],
  }
  readonly #config: FilesConfiguration
  readonly #host: Host

  constructor(config: FilesConfiguration, host: Host) {
    this.#config = config
    this.#host = host
  }

  async probe(call: Call): Promise<SourceReport> {
    call.signal.throwIfAborted()
    const path = await this.#source()
    try {
      const stats = await this.#host.files.stat(path)
      let isEmpty = false
      if (stats.isDirectory()) isEmpty = (await this.#host.files.readdir(path)).length === 0
      else if (!stats.isFile())
        throw new Failure('invalid', `${path} is neither a folder nor a file`, { remedy: 'Name a folder or a file.' })
      else await (await this.#host.files.open(path, 'r')).close()
      const sizeBytes = stats.isFile() ? stats.size : null
      return { engine: 'files', version: process.platform, identity: `files:${path}`, sizeBytes, tables: [], parts: ['files.tar'], isEmpty }
    } catch (error) {
      throw explained(error, `reading ${path}`)
    }
  }

  async *dump(selection: Selection, call: DumpCall): AsyncGenerator<DumpEvent, void, void> {
    call.signal.throwIfAborted()
    const path = await this.#source()
    const parent = call.parent === null ? null : packParent(call.parent(partName))
    const input: DumpInput = { ...(await this.#tree(path, selection)), parent, startedAtMs: this.#host.now().getTime() }
    yield* this.#host.produce<DumpInput, DumpEvent>(new URL('./dump-thread.ts', import.meta.url), input, call)
  }

  async restore(parts: AsyncIterable<RestorePart>, call: RestoreCall): Promise<RestoreReport> {
    call.signal.throwIfAborted()
    const root = await this.#openDestination(call)
    let sections = 0
    const warnings: Warning[] = []
    for await (const part of parts) {
      if (part.name !== partName) {
        throw new Failure('unsupported', `${part.name} is no tree of files`, {
          remedy: 'Restore it into a source of the dialect that it comes from.',
        })
      }
      const input: RestoreInput = { root: bytesOf(root), existing: call.existing, selection: call.tables }
      const module = new URL('./restore-thread.ts', import.meta.url)
      const result = await this.#host.consume<RestoreInput, RestoreResult>(module, input, part.bytes, call)
      sections += result.entries
      warnings.push(...result.warnings)
    }
    warnings.push(...(await this.#flush(root, call)))
    return { sections, rows: null, warnings }
  }

  async *inspect(selection: Selection, call: Call): AsyncGenerator<SectionFigure, void, void> {
    call.signal.throwIfAborted()
    const input: InspectInput = await this.#tree(await this.#source(), selection)
    yield* this.#host.produce<InspectInput, SectionFigure>(new URL('./inspect-thread.ts', import.meta.url), input, call)
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  /** The path itself may be a symlink: whoever named it meant what it leads to. */
  async #source(): Promise<string> {
    const path = resolve(this.#config.path)
    try {
      return await this.#host.files.realpath(path)
    } catch (error) {
      throw explained(error, `looking for ${path}`)
    }
  }

  async #tree(path: string, selection: Selection): Promise<InspectInput> {
    const { include, exclude, oneFilesystem } = this.#config
    const only = (await this.#host.files.stat(path)).isFile() ? bytesOf(basename(path)) : null
    const root: BytePath = bytesOf(only === null ? path : dirname(path))
    return { root, only, include, exclude, oneFilesystem, selection: selection.tables }
  }

  async #openDestination(call: RestoreCall): Promise<string> {
    const path = resolve(this.#config.path)
    try {
      await this.#host.files.mkdir(path, { recursive: true })
      const root = await this.#host.files.realpath(path)
      const names = await this.#host.files.readdir(root)
      if (call.existing !== 'refuse' || names.length === 0) return root
      throw new Failure('conflict', `${root} is not empty`, {
        remedy: 'Restore into an empty folder, or choose to replace or keep what is there.',
      })
    } catch (error) {
      throw explained(error, `opening the folder ${path} to restore into`)
    }
  }

  /**
   * One flush of the whole filesystem instead of one for each file, which would take many times as long as the restore of a tree of small files.
   */
  async #flush(root: string, call: Call): Promise<readonly Warning[]> {
    try {
      for await (const _ of this.#host.tool({ command: 'sync', args: ['-f', '--', root] }, call));
      return []
    } catch (error) {
      call.signal.throwIfAborted()
      const { message } = toFailure(error, 'running sync')
      return [
        {
          code: 'adjusted',
          subject: '.',
          message: `restored, but not flushed to the disk (${message}); a power cut within a minute may undo some of it`,
        },
      ]
    }
  }
}

function explained(error: unknown, doing: string): Failure {
  const failure = toFailure(error, doing)
  if (failure.remedy !== null) return failure
  const remedies: Partial<Record<Failure['code'], string>> = {
    not_found: 'Check the path, and that what it lies on is mounted.',
    denied: 'Give the user that runs this program permission to read it, or run it as one that has.',
    conflict: 'A file stands where a folder is needed; choose another path.',
  }
  return new Failure(failure.code, failure.message, {
    remedy: remedies[failure.code] ?? 'Remove the cause and try again.',
    detail: failure.detail,
    cause: error,
  })
}
