import type { FailureRecord } from '../../plugins/failure.ts'

/** What a thread is started with. */
export interface ThreadOrder {
  readonly mode: 'produce' | 'consume'
  /** The module whose default export is the `Producer` or `Consumer`. */
  readonly module: string
  /** The module whose default export makes the `ThreadTools`. */
  readonly tools: string
  readonly input: unknown
  /** Three 32-bit counters, see `control`. */
  readonly control: SharedArrayBuffer
  /** Where a consuming thread finds its bytes, see `slot`; null for a producing one. */
  readonly slots: SharedArrayBuffer | null
}

/** Messages of the thread. */
export type FromThread =
  | { readonly type: 'items'; readonly items: readonly unknown[] }
  | { readonly type: 'taken' }
  | { readonly type: 'finished'; readonly result: unknown }
  | { readonly type: 'failed'; readonly failure: FailureRecord }

/** Messages to a consuming thread. A producing one blocks, so it is told through `control` alone. */
export type ToThread =
  | { readonly type: 'bytes'; readonly slot: number; readonly lengthBytes: number }
  | { readonly type: 'end' }
  | { readonly type: 'abandon' }

/** Places in `ThreadOrder.control`. A waiting thread sleeps on `changes`, which every other change also raises: no wake-up is lost. */
export const control = { batchesTaken: 0, stop: 1, changes: 2, sizeBytes: 12 } as const

/** How much may be on its way between two threads: enough to keep both busy, little enough to keep memory flat. */
export const inFlight = { batchBytes: 1024 * 1024, bytes: 8 * 1024 * 1024, batches: 64, batchAgeMs: 20 } as const

/** Shared memory for bytes on their way to a consumer: filled and emptied in turn. */
export const slot = { count: 8, sizeBytes: 1024 * 1024 } as const
