import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import type {
  Call,
  Dialect,
  DialectPlugin,
  DumpCall,
  DumpEvent,
  Host,
  RestoreCall,
  RestorePart,
  RestoreReport,
  SectionFigure,
  Selection,
  SourceReport,
} from '../contract.ts'
import { Failure, toFailure } from '../failure.ts'
import { decodeNotes, encodeNote, type Note, notesPreamble, notesTrailer } from './notes-format.ts'

export const notesConfig = z.object({
  path: z.string().meta({ title: 'Folder' }),
  password: z.string().default('').meta({ title: 'Password', secret: true }),
})

export type NotesConfig = z.infer<typeof notesConfig>

/** A right dialect for a folder of small text files: what the broken ones are made of, and a model to read. */
export class NotesDialect implements Dialect {
  readonly supports: Dialect['supports'] = {
    partial: true,
    snapshot: false,
    liveRestore: false,
    drill: true,
    unchanged: true,
    existing: ['refuse', 'replace', 'keep'],
  }
  readonly config: NotesConfig
  readonly host: Host

  constructor(config: NotesConfig, host: Host) {
    this.config = config
    this.host = host
  }

  async probe({ signal }: Call): Promise<SourceReport> {
    signal.throwIfAborted()
    const notes = await this.notes()
    const tables = notes.map(({ name }) => ({ name, rows: 1 }))
    return { engine: 'notes', version: '1', identity: `notes:${this.config.path}`, sizeBytes: null, tables, parts: ['notes.txt'] }
  }

  async *dump(selection: Selection, { signal, parent }: DumpCall): AsyncGenerator<DumpEvent, void, void> {
    signal.throwIfAborted()
    const notes = (await this.notes()).filter(({ name }) => selection.tables?.includes(name) ?? true)
    const known = new Map(Array.from(parent?.('notes.txt') ?? [], (section) => [section.name, section.fingerprint]))
    yield { type: 'part', name: 'notes.txt' }
    yield { type: 'bytes', bytes: Buffer.from(notesPreamble), starts: [{ name: '-- preamble', at: 0, always: true }] }
    for (const note of notes) {
      signal.throwIfAborted()
      const fingerprint = createHash('sha256').update(note.text).digest()
      const before = known.get(note.name)
      if (before != null && fingerprint.equals(before)) yield { type: 'unchanged', name: note.name, fingerprint }
      else yield { type: 'bytes', bytes: encodeNote(note), starts: [{ name: note.name, at: 0, fingerprint }] }
      yield { type: 'figure', figure: figureOf(note) }
    }
    yield { type: 'bytes', bytes: Buffer.from(notesTrailer), starts: [{ name: '-- trailer', at: 0, always: true }] }
    yield { type: 'trailer' }
  }

  async restore(parts: AsyncIterable<RestorePart>, call: RestoreCall): Promise<RestoreReport> {
    call.signal.throwIfAborted()
    const there = await this.existingNotes()
    if (call.existing === 'refuse' && there.length > 0) {
      throw new Failure('conflict', `${this.config.path} holds notes already`, { remedy: 'Restore into an empty folder.' })
    }
    const notes: Note[] = []
    for await (const part of parts) {
      if (part.name !== 'notes.txt') throw new Failure('unsupported', `${part.name} holds no notes`)
      notes.push(...decodeNotes(await this.read(part, call.signal)))
    }
    call.signal.throwIfAborted()
    const kept = call.existing === 'keep' ? new Set(there.map(({ name }) => name)) : new Set()
    const written = notes.filter(({ name }) => !kept.has(name))
    await this.host.files.mkdir(this.config.path, { recursive: true })
    for (const { name, text } of written) await writeText(this.host, join(this.config.path, `${name}.txt`), text)
    return { sections: written.length, rows: written.length, warnings: [] }
  }

  protected async read(part: RestorePart, signal: AbortSignal): Promise<Buffer> {
    const pieces: Uint8Array[] = []
    for await (const bytes of part.bytes) {
      signal.throwIfAborted()
      pieces.push(bytes)
    }
    return Buffer.concat(pieces)
  }

  async *inspect(selection: Selection, { signal }: Call): AsyncGenerator<SectionFigure, void, void> {
    signal.throwIfAborted()
    for (const note of await this.notes()) {
      if (selection.tables?.includes(note.name) ?? true) yield figureOf(note)
    }
  }

  /** Its whole query language is `note NAME`: whether there is one of that name. */
  async assert(query: string, { signal }: Call): Promise<boolean> {
    signal.throwIfAborted()
    const name = /^note ([\w-]+)$/.exec(query)?.[1]
    if (name === undefined) throw new Failure('invalid', `"${query}" is no question about notes`, { remedy: 'Ask: note NAME.' })
    return (await this.notes()).some((note) => note.name === name)
  }

  protected async existingNotes(): Promise<readonly Note[]> {
    try {
      return await this.notes()
    } catch (error) {
      if (error instanceof Failure && error.code === 'not_found') return []
      throw error
    }
  }

  protected async notes(): Promise<readonly Note[]> {
    const { files } = this.host
    const { path } = this.config
    try {
      const names = (await files.readdir(path)).filter((name) => name.endsWith('.txt')).sort()
      return await Promise.all(names.map(async (name) => ({ name: name.slice(0, -4), text: await readText(this.host, join(path, name)) })))
    } catch (error) {
      throw toFailure(error, `reading ${path}`)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

function figureOf({ name, text }: Note): SectionFigure {
  return { name, rows: text.split('\n').length, checksum: createHash('sha256').update(text).digest('hex') }
}

async function readText(host: Host, path: string): Promise<string> {
  await using handle = await host.files.open(path, 'r')
  return await handle.readFile('utf8')
}

async function writeText(host: Host, path: string, text: string): Promise<void> {
  await using handle = await host.files.open(path, 'w')
  await handle.writeFile(text)
}

type Variation = new (config: NotesConfig, host: Host) => Dialect

/** A plugin around `NotesDialect` or a variation of it. */
export function notesDialectPlugin(name: string, Variation: Variation = NotesDialect): DialectPlugin<NotesConfig> {
  return {
    contract: 1,
    kind: 'dialect',
    name,
    title: { en: 'Notes', 'zh-CN': '笔记' },
    config: notesConfig,
    parts: ['notes.txt'],
    open: async (config, host) => new Variation(config, host),
    async scratch(_config, host) {
      const folder = await host.temporary('notes')
      return {
        dialect: new Variation({ path: folder.path, password: '' }, host),
        [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
      }
    },
  }
}
