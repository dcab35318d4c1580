import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import type { Bytes } from '../../../plugins/contract.ts'
import { Failure } from '../../../plugins/failure.ts'

/** One file, and as much beside it as a form may need. */
const limits = { files: 1, fields: 50, fieldSize: 64 * 1024, fieldNameSize: 200, parts: 51, headerPairs: 50, headerSize: 16 * 1024 }

export interface FormFile {
  /** As the sender calls it. */
  readonly name: string
  readonly bytes: Bytes
  readonly signal: AbortSignal
}

/** A form with a file in it, as it was taken in. */
export interface TakenForm<Taken> {
  readonly taken: Taken
  readonly fields: ReadonlyMap<string, string>
}

export interface FormOptions<Taken> {
  readonly contentType: string
  readonly signal: AbortSignal
  /** Takes the file in while it arrives. */
  take(file: FormFile): Promise<Taken>
  /** Forgets it again: what came after it was wrong. */
  drop(taken: Taken): Promise<void>
}

/** Reads a `multipart/form-data` body, streaming its one file. Throws `invalid` for what is no such form, and what `take` throws. */
export async function readForm<Taken>(body: Bytes, options: FormOptions<Taken>): Promise<TakenForm<Taken>> {
  const parser = parserOf(options.contentType)
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  const fields = new Map<string, string>()
  let fault: Failure | null = null
  let taking: Promise<Taken> | null = null
  const refuse = (message: string) => {
    fault ??= new Failure('invalid', message, { remedy: 'Send a form with one file and few, short fields.' })
    stop.abort()
  }
  parser.on('file', (_, stream, filename) => {
    // A file that is no longer wanted may break off without anybody listening.
    stream.on('error', () => {})
    taking = options.take({ name: filename ?? '', bytes: stream, signal })
    taking.catch(() => stop.abort())
  })
  parser.on('field', (name, value, ...[isNameCut, isCut]) =>
    isNameCut || isCut ? refuse(`The field ${name.slice(0, 50)} is too long.`) : fields.set(name, value),
  )
  parser.on('filesLimit', () => refuse('The form has more than one file.'))
  parser.on('fieldsLimit', () => refuse('The form has too many fields.'))
  parser.on('partsLimit', () => refuse('The form has too many parts.'))
  const parsing = await settled(pipeline(Readable.from(body, { objectMode: false }), parser, { signal }))
  // Ends a file that still waits for bytes which will not come.
  if (parsing !== null) stop.abort()
  const file = taking as Promise<Taken> | null
  const failed = file === null ? null : await settled(file)
  const problem = fault ?? failed ?? parsing
  if (problem !== null && file !== null && failed === null) await options.drop(await file)
  if (problem !== null) throw problem instanceof Failure ? problem : unreadable(problem)
  if (file === null)
    throw new Failure('invalid', 'The form has no file.', { remedy: 'Send the file as a field of its own: -F file=@dump.sql.' })
  return { taken: await file, fields }
}

/** What it was rejected with; null when it was fulfilled. */
async function settled(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
    return null
  } catch (error) {
    return error ?? new Error('rejected with nothing')
  }
}

function parserOf(contentType: string): BusboyInstance {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits })
  } catch (error) {
    throw unreadable(error)
  }
}

function unreadable(cause: unknown): Failure {
  return new Failure('invalid', 'The form can not be read: it is malformed or broke off.', {
    remedy: 'Send it again as multipart/form-data.',
    cause,
  })
}
