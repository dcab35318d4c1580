import type { Context } from 'hono'
import { Failure } from '../../plugins/failure.ts'
import { isNestedTooDeep, levelsMax } from '../domain/nesting.ts'
import type { Clock } from '../seams/clock.ts'

/** What is read into memory is never larger, whoever sends it. */
const bodyBytesMax = 1024 * 1024

/** A client that sends its small body slower than this is not waited for. */
const bodyMs = 30_000

/** The whole body as text, at most `bytesMax` of it. Throws `invalid` for more, for one that comes too slowly, and for what is no UTF-8. */
export async function readText(context: Context, clock: Clock, bytesMax = bodyBytesMax): Promise<string> {
  const { body } = context.req.raw
  if (body === null) return ''
  if (Number(context.req.header('content-length') ?? 0) > bytesMax) throw tooLarge(bytesMax)
  const late = new AbortController()
  const end = new AbortController()
  void clock.sleep(bodyMs, end.signal).then(
    () => late.abort(),
    () => {},
  )
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readAll(body, bytesMax, late.signal))
  } catch (error) {
    if (error instanceof TypeError) throw new Failure('invalid', 'The body of the request is no UTF-8 text.', { cause: error })
    throw error
  } finally {
    end.abort()
  }
}

async function readAll(body: ReadableStream<Uint8Array>, bytesMax: number, late: AbortSignal): Promise<Uint8Array> {
  const reader = body.getReader()
  const cancel = () => void reader.cancel().catch(() => {})
  late.addEventListener('abort', cancel, { once: true })
  const pieces: Uint8Array[] = []
  let sizeBytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (late.aborted) throw new Failure('invalid', 'The body of the request came too slowly.', { remedy: 'Send it again.' })
    if (done) return Buffer.concat(pieces)
    sizeBytes += value.length
    if (sizeBytes > bytesMax) {
      cancel()
      throw tooLarge(bytesMax)
    }
    pieces.push(value)
  }
}

/**
 * The body as JSON, whatever type it says to be: `curl -d` says that it is a form. An empty one is an empty object. With `takesComments` what stands behind
 * `//` to the end of a line is left out.
 */
export async function readJson(context: Context, clock: Clock, takesComments = false): Promise<unknown> {
  const given = await readText(context, clock)
  const text = takesComments ? withoutComments(given) : given
  if (text.trim() === '') return {}
  const value = parsed(text)
  if (!isNestedTooDeep(value)) return value
  throw new Failure('invalid', `The body of the request is nested deeper than ${levelsMax} levels.`, {
    remedy: 'Send what /docs describes.',
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Failure('invalid', 'The body of the request is no JSON.', { remedy: 'Send a JSON object.', cause: error })
  }
}

/** A text in quotes is passed over whole, for it may hold an address; also one that never ends, or each quote in it would be looked at as the first. */
function withoutComments(text: string): string {
  return text.replaceAll(/"(?:[^"\\]+|\\[\s\S])*"?|\/\/[^\r\n]*/g, (piece) => (piece.startsWith('"') ? piece : ''))
}

function tooLarge(bytesMax: number): Failure {
  return new Failure('invalid', `The body of the request is larger than ${bytesMax} bytes.`, {
    remedy: 'Send less; files are uploaded to /api/v1/uploads.',
    detail: { status: 413 },
  })
}
