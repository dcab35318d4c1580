/** Dialects that are wrong on purpose, each in one way. */
import { randomUUID } from 'node:crypto'
import type {
  Call,
  DumpCall,
  DumpEvent,
  RestoreCall,
  RestorePart,
  RestoreReport,
  SectionFigure,
  Selection,
  SourceReport,
} from '../contract.ts'
import { Failure } from '../failure.ts'
import { NotesDialect } from './notes-dialect.ts'
import { notesTrailer } from './notes-format.ts'

const never = new AbortController().signal

export class ForgetsTheTrailer extends NotesDialect {
  override async *dump(selection: Selection, call: DumpCall): AsyncGenerator<DumpEvent, void, void> {
    for await (const event of super.dump(selection, call)) if (event.type !== 'trailer') yield event
  }
}

export class StartsPastItsBytes extends NotesDialect {
  override async *dump(selection: Selection, call: DumpCall): AsyncGenerator<DumpEvent, void, void> {
    for await (const event of super.dump(selection, call)) {
      if (event.type !== 'bytes') yield event
      else yield { ...event, starts: (event.starts ?? []).map((start) => ({ ...start, at: event.bytes.byteLength })) }
    }
  }
}

export class NamesAllSectionsAlike extends NotesDialect {
  override async *dump(selection: Selection, call: DumpCall): AsyncGenerator<DumpEvent, void, void> {
    for await (const event of super.dump(selection, call)) {
      if (event.type !== 'bytes') yield event
      else yield { ...event, starts: (event.starts ?? []).map((start) => (start.always ? start : { ...start, name: 'note' })) }
    }
  }
}

export class CountsWrong extends NotesDialect {
  override async *inspect(selection: Selection, call: Call): AsyncGenerator<SectionFigure, void, void> {
    for await (const figure of super.inspect(selection, call)) yield { ...figure, rows: figure.rows + 1 }
  }
}

export class ChangesIdentity extends NotesDialect {
  override async probe(call: Call): Promise<SourceReport> {
    return { ...(await super.probe(call)), identity: `notes:${randomUUID()}` }
  }
}

export class SharesIdentity extends NotesDialect {
  override async probe(call: Call): Promise<SourceReport> {
    return { ...(await super.probe(call)), identity: 'notes' }
  }
}

export class AcceptsHalfADump extends NotesDialect {
  protected override async read(part: RestorePart, signal: AbortSignal): Promise<Buffer> {
    const bytes = await super.read(part, signal)
    if (bytes.subarray(-notesTrailer.length).equals(Buffer.from(notesTrailer))) return bytes
    const lastNote = bytes.lastIndexOf('\n@')
    return Buffer.concat([bytes.subarray(0, lastNote + 1), Buffer.from(notesTrailer)])
  }
}

export class ForgetsTheLastNote extends NotesDialect {
  override async *dump(selection: Selection, call: DumpCall): AsyncGenerator<DumpEvent, void, void> {
    const last = (await this.notes()).at(-1)?.name
    for await (const event of super.dump(selection, call)) {
      if (event.type !== 'bytes' || event.starts?.[0]?.name !== last) yield event
    }
  }
}

export class RestoresOverAnything extends NotesDialect {
  override async restore(parts: AsyncIterable<RestorePart>, call: RestoreCall): Promise<RestoreReport> {
    return await super.restore(parts, { ...call, existing: call.existing === 'refuse' ? 'replace' : call.existing })
  }
}

export class IgnoresTheSelection extends NotesDialect {
  override async *dump(_selection: Selection, call: DumpCall): AsyncGenerator<DumpEvent, void, void> {
    yield* super.dump({ tables: null }, call)
  }
}

export class ReadsEverythingAgain extends NotesDialect {
  override async *dump(selection: Selection, call: DumpCall): AsyncGenerator<DumpEvent, void, void> {
    yield* super.dump(selection, { ...call, parent: null })
  }
}

export class LeavesTemporaryFolders extends NotesDialect {
  override async *dump(selection: Selection, call: DumpCall): AsyncGenerator<DumpEvent, void, void> {
    await this.host.temporary('forgotten')
    yield* super.dump(selection, call)
  }
}

export class IgnoresAbort extends NotesDialect {
  override async *dump(selection: Selection, call: DumpCall): AsyncGenerator<DumpEvent, void, void> {
    yield* super.dump(selection, { ...call, signal: never })
  }
}

export class RestoresWhatWasAborted extends NotesDialect {
  override async restore(parts: AsyncIterable<RestorePart>, call: RestoreCall): Promise<RestoreReport> {
    return await super.restore(parts, { ...call, signal: never })
  }
}

export class ThrowsPlainErrors extends NotesDialect {
  protected override async notes() {
    try {
      return await super.notes()
    } catch (error) {
      if (error instanceof Failure && error.code === 'not_found') throw new Error('ENOENT')
      throw error
    }
  }

  protected override async existingNotes() {
    return await this.notes().catch(() => [])
  }
}

export class SaysYesToAnything extends NotesDialect {
  override async assert(query: string, call: Call): Promise<boolean> {
    await super.assert(query, call)
    return true
  }
}

export class AsksWhateverComes extends NotesDialect {
  override async assert(query: string, call: Call): Promise<boolean> {
    return query.startsWith('note ') && (await super.assert(query, call))
  }
}

export class ClosesOnce extends NotesDialect {
  #closed = false

  override async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) throw new Error('closed already')
    this.#closed = true
  }
}

export class ShowsItsPassword extends NotesDialect {
  override async probe(call: Call): Promise<SourceReport> {
    this.host.log.info('connecting', { password: this.config.password })
    return await super.probe(call)
  }
}
