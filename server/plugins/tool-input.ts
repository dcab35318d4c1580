import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { Bytes } from '../../plugins/contract.ts'
import { Interruption } from './interruption.ts'

export interface Fed {
  /** Every byte and the end reached the pipe. */
  readonly complete: boolean
  /** What the source of the bytes threw, wrapped because it may be anything. */
  readonly sourceError: { readonly error: unknown } | null
}

const incomplete: Fed = { complete: false, sourceError: null }

/** Writes `input` to a tool. Never rejects: a tool that stops reading is judged by its exit code, not by our broken pipe. */
export async function feedTool(stdin: Writable, input: Bytes): Promise<Fed> {
  const broken = new Interruption()
  stdin.on('error', () => broken.interrupt(incomplete))
  stdin.on('close', () => broken.interrupt(incomplete))
  const source = input[Symbol.asyncIterator]()
  for (;;) {
    let next: IteratorResult<Uint8Array>
    try {
      next = await broken.wait(source.next())
    } catch (error) {
      if (error !== incomplete) return { complete: false, sourceError: { error } }
      void Promise.resolve(source.return?.()).catch(() => {})
      return incomplete
    }
    try {
      if (next.done === true) return await end(stdin, broken)
      if (!stdin.write(next.value)) await broken.wait(once(stdin, 'drain'))
    } catch {
      await Promise.resolve(source.return?.()).catch(() => {})
      return incomplete
    }
  }
}

async function end(stdin: Writable, broken: Interruption): Promise<Fed> {
  const finished = new Promise<void>((resolve) => stdin.end(() => resolve()))
  try {
    await broken.wait(finished)
  } catch {}
  return { complete: stdin.writableFinished, sourceError: null }
}
