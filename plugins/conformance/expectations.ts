import { AssertionError, ok, strictEqual } from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { Bytes } from '../contract.ts'
import type { FailureCode } from '../failure.ts'

/** What `work` throws. Throws itself when `work` succeeds. */
export async function thrownBy(work: () => Promise<unknown>, what: string): Promise<unknown> {
  let result: unknown
  try {
    result = await work()
  } catch (error) {
    return error
  }
  throw new AssertionError({ message: `${what} must throw, but gave ${JSON.stringify(result)?.slice(0, 200)}` })
}

/** `work` must throw a `Failure` of one of these codes. A plugin may bring its own copy of the class, so the name decides. */
export async function expectFailure(work: () => Promise<unknown>, codes: readonly FailureCode[], what: string): Promise<Error> {
  const error = await thrownBy(work, what)
  ok(error instanceof Error && error.name === 'Failure', `${what} must throw a Failure, but threw ${String(error)}`)
  const { code } = error as Error & { code?: FailureCode }
  ok(code !== undefined && codes.includes(code), `${what} must fail with ${codes.join(' or ')}, but failed with ${code}: ${error.message}`)
  return error
}

/** `work` must settle in time: one that ignores its signal would otherwise hang the suite. */
export async function inTime<T>(work: Promise<T>, deadlineMs: number, what: string): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => late.reject(new AssertionError({ message: `${what} must settle, but did not in ${deadlineMs} ms` })),
    deadlineMs,
  )
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** After an abort `work` must reject, in time, with the signal's own reason. */
export async function expectReason(
  work: () => Promise<unknown>,
  reason: unknown,
  { deadlineMs, what }: { deadlineMs: number; what: string },
) {
  const error = await inTime(thrownBy(work, what), deadlineMs, what)
  ok(error === reason, `${what} must pass the signal's reason through, but threw ${String(error)}`)
}

export async function drain<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}

export async function readAll(bytes: Bytes): Promise<Buffer> {
  return Buffer.concat(await drain(bytes))
}

/** Bytes that repeat nowhere near, the same ones each time for the same seed. */
export function pattern(sizeBytes: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(sizeBytes)
  let state = seed >>> 0 || 1
  for (let index = 0; index < sizeBytes; index += 1) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[index] = state & 0xff
  }
  return bytes
}

/** `bytes` in pieces, the last one shorter. */
export async function* inPieces(bytes: Uint8Array, pieceBytes = 64 * 1024): AsyncGenerator<Uint8Array, void, void> {
  for (let at = 0; at < bytes.byteLength; at += pieceBytes) yield bytes.slice(at, at + pieceBytes)
}

/** Equal content, told apart without printing megabytes. */
export function expectSameBytes(actual: Uint8Array, expected: Uint8Array, what: string): void {
  strictEqual(actual.byteLength, expected.byteLength, `${what}: its length`)
  strictEqual(digest(actual), digest(expected), `${what}: its SHA-256`)
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
