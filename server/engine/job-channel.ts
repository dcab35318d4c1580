import type { TextDecoder as Decoder } from 'node:util'
import { z } from 'zod'
import { Failure, type FailureCode, failureCodes } from '../../plugins/failure.ts'
import { type FoundArchive, type JobEvent, type JobResult, type JobSpecification, jobSpecification, type Phase } from '../domain/job.ts'

/** No line in either direction may be longer: a side that never ends its line must not fill the other's memory. */
export const lineBytesMax = 16 * 1024 * 1024

const newline = 0x0a

/**
 * Splits bytes into lines of UTF-8, each ended by a newline; a rest without one is dropped, because only whole messages count.
 * Throws `corrupt` when a line is too long or no UTF-8.
 */
export async function* readLines(bytes: AsyncIterable<Uint8Array>, limitBytes = lineBytesMax): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let pieces: Uint8Array[] = []
  let pendingBytes = 0
  for await (const chunk of bytes) {
    let from = 0
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      pieces.push(chunk.subarray(from, at))
      refuseLongLine(pendingBytes + at - from, limitBytes)
      yield decodeLine(decoder, pieces)
      pieces = []
      pendingBytes = 0
      from = at + 1
    }
    if (from < chunk.length) pieces.push(chunk.subarray(from))
    pendingBytes += chunk.length - from
    refuseLongLine(pendingBytes, limitBytes)
  }
}

function refuseLongLine(sizeBytes: number, limitBytes: number): void {
  if (sizeBytes <= limitBytes) return
  throw new Failure('corrupt', `A line is longer than ${limitBytes} bytes.`, { detail: { limitBytes } })
}

function decodeLine(decoder: Decoder, pieces: readonly Uint8Array[]): string {
  try {
    return decoder.decode(Buffer.concat(pieces))
  } catch (cause) {
    throw new Failure('corrupt', 'A line is not UTF-8 text.', { cause })
  }
}

/** One message as a line. Big integers become text, because JSON has no place for them. */
export function writeLine(message: unknown): string {
  return `${JSON.stringify(message, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))}\n`
}

/** Throws `invalid` that names the fields, never their content: a specification holds secrets, and so would the parser's own message. */
export function parseSpecification(line: string): JobSpecification {
  const parsed = jobSpecification.safeParse(parseJson(line, 'invalid', 'The job specification is not JSON.'))
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the whole'} (${issue.code})`)
  throw new Failure('invalid', `The job specification does not fit: ${fields.join(', ')}.`, {
    remedy: 'Both sides must be of the same version: restart the daemon after an update.',
  })
}

const phases = [
  'probing',
  'dumping',
  'reading',
  'verifying',
  'committing',
  'restoring',
  'proving',
  'copying',
  'scanning',
  'removing',
] as const satisfies readonly Phase[]

const count = z.number().nonnegative()
const facts = z.record(z.string(), z.unknown())
const isFound = (value: unknown): boolean => typeof value === 'object' && value !== null && 'key' in value && 'record' in value
const isResult = (value: unknown): boolean => typeof value === 'object' && value !== null && 'kind' in value

const jobEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    progress: z.object({
      phase: z.enum(phases),
      bytesRead: count,
      bytesStored: count,
      bytesExpected: count.nullable(),
      sections: count,
    }),
  }),
  z.object({ type: z.literal('log'), level: z.enum(['debug', 'info', 'warn']), message: z.string(), detail: facts }),
  z.object({
    type: z.literal('warning'),
    warning: z.object({
      code: z.enum(['vanished', 'unreadable', 'changed', 'skipped', 'adjusted']),
      subject: z.string(),
      message: z.string(),
    }),
  }),
  z.object({ type: z.literal('found'), archives: z.array(z.custom<FoundArchive>(isFound)) }),
  z.object({ type: z.literal('completed'), result: z.custom<JobResult>(isResult), warnings: count }),
  z.object({
    type: z.literal('failed'),
    failure: z.object({ code: z.enum(failureCodes), message: z.string(), remedy: z.string().nullable(), detail: facts }),
  }),
  z.object({ type: z.literal('cancelled'), reason: z.enum(['cancelled', 'timeout', 'idle']) }),
])

/** Throws `corrupt` when the line is no event. */
export function parseEvent(line: string): JobEvent {
  const parsed = jobEvent.safeParse(parseJson(line, 'corrupt', 'A line is not JSON.'))
  if (parsed.success) return parsed.data
  throw new Failure('corrupt', 'A line is no event of a job.', {
    detail: { fields: parsed.error.issues.map((issue) => issue.path.join('.')) },
  })
}

function parseJson(line: string, code: FailureCode, message: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw new Failure(code, message)
  }
}
