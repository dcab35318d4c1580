import type { Bytes } from '../../../plugins/contract.ts'
import { Failure } from '../../../plugins/failure.ts'
import type { Clock } from '../../seams/clock.ts'

export interface StreamOptions {
  readonly clock: Clock
  /** A client that takes nothing for this long is cut off: what it reads from would stay open for it. */
  readonly idleMs: number
  /** Ends the reading when the client goes away. */
  cancel(): void
}

/**
 * Bytes as the body of a response, no faster than the client takes them. The first piece is read before, so that what fails at once can still be said in
 * words; what fails later breaks the connection. Reading ends with the response, however that ends.
 */
export async function streamOf(bytes: Bytes, options: StreamOptions): Promise<ReadableStream<Uint8Array>> {
  const iterator = bytes[Symbol.asyncIterator]()
  let next: Promise<IteratorResult<Uint8Array>> | null = Promise.resolve(await iterator.next())
  const leave = () => {
    options.cancel()
    void Promise.resolve(iterator.return?.()).catch(() => {})
  }
  let attention = new AbortController()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        attention.abort()
        const { done, value } = await (next ?? iterator.next())
        next = null
        if (done === true) return controller.close()
        controller.enqueue(value)
        attention = new AbortController()
        options.clock.sleep(options.idleMs, attention.signal).then(
          () => {
            controller.error(new Failure('unavailable', 'The client took nothing for too long.'))
            leave()
          },
          () => {},
        )
      },
      cancel() {
        attention.abort()
        leave()
      },
    },
    { highWaterMark: 0 },
  )
}
