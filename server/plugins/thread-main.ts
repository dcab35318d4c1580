/**
 * What runs inside a thread: one `Producer` or one `Consumer`. It says `finished` or `failed` once, after everything it opened is closed;
 * then the other side ends the thread.
 */
import { basename } from 'node:path'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { Consumer, Producer, ThreadTools } from '../../plugins/contract.ts'
import { toFailure } from '../../plugins/failure.ts'
import { control, type FromThread, inFlight, slot, type ThreadOrder, type ToThread } from './thread-protocol.ts'
import { Parcel } from './thread-transfer.ts'

const order = workerData as ThreadOrder
const port = parentPort as MessagePort
const counters = new Int32Array(order.control)

function post(message: FromThread, transfer: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, [...transfer])
}

function fail(error: unknown): void {
  post({ type: 'failed', failure: toFailure(error, `in ${basename(order.module)}`).toJSON() })
}

/** What came before the consumer was there. The listener stands before the first await: Deno drops messages that nobody listens for. */
const early: ToThread[] = []
let take = (message: ToThread): void => void early.push(message)
port.on('message', (message: ToThread) => take(message))

const stopAsked = () => Atomics.load(counters, control.stop) === 1

/** Sends parcels while the reader keeps up; sleeps when it doesn't. */
class Outbox {
  readonly #sizes: number[] = []
  #sent = 0
  #unreadBytes = 0

  send(parcel: Parcel): void {
    post({ type: 'items', items: parcel.items }, [...parcel.transfer])
    this.#sizes.push(parcel.sizeBytes)
    this.#sent += 1
    this.#unreadBytes += parcel.sizeBytes
    for (;;) {
      const changes = Atomics.load(counters, control.changes)
      this.#forgetTaken()
      if (stopAsked() || (this.#unreadBytes < inFlight.bytes && this.#sizes.length < inFlight.batches)) return
      Atomics.wait(counters, control.changes, changes)
    }
  }

  #forgetTaken(): void {
    const unread = this.#sent - Atomics.load(counters, control.batchesTaken)
    while (this.#sizes.length > unread) this.#unreadBytes -= this.#sizes.shift()!
  }
}

function produce(items: Iterable<unknown>): void {
  const outbox = new Outbox()
  let parcel = new Parcel()
  let sentAtMs = performance.now()
  // Leaving this loop early runs the producer's `finally` blocks, which close what it opened.
  for (const item of items) {
    parcel.add(item)
    const nowMs = performance.now()
    if (parcel.sizeBytes >= inFlight.batchBytes || nowMs - sentAtMs >= inFlight.batchAgeMs) {
      outbox.send(parcel)
      parcel = new Parcel()
      sentAtMs = nowMs
    }
    if (stopAsked()) break
  }
  if (parcel.items.length > 0) post({ type: 'items', items: parcel.items }, [...parcel.transfer])
  post({ type: 'finished', result: null })
}

function consume(consumer: ReturnType<Consumer<unknown, unknown>>): void {
  // After the end, good or bad, nothing more may reach the consumer: abandoning what it finished could undo it.
  let ended = false
  const attempt = (work: () => void) => {
    try {
      work()
    } catch (error) {
      ended = true
      abandonQuietly(consumer)
      fail(error)
    }
  }
  take = (message) => {
    if (ended) return
    if (message.type === 'bytes') {
      attempt(() => {
        consumer.write(fromSlot(message.slot, message.lengthBytes))
        post({ type: 'taken' })
      })
    } else if (message.type === 'end') {
      attempt(() => {
        const result = consumer.finish()
        ended = true
        post({ type: 'finished', result })
      })
    } else {
      ended = true
      abandonQuietly(consumer)
      post({ type: 'finished', result: null })
    }
  }
  for (const message of early) take(message)
}

/** In memory of its own: the slot is filled again, and a consumer may keep what it was given. */
function fromSlot(index: number, lengthBytes: number): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(lengthBytes)
  bytes.set(new Uint8Array(order.slots!, index * slot.sizeBytes, lengthBytes))
  return bytes
}

/** The reason why it is abandoned is what the caller gets to see, so a second error says nothing new. */
function abandonQuietly(consumer: ReturnType<Consumer<unknown, unknown>>): void {
  try {
    consumer.abandon()
  } catch {}
}

try {
  const tools = ((await import(order.tools)) as { default: () => ThreadTools }).default()
  const { default: run } = (await import(order.module)) as { default: unknown }
  if (order.mode === 'produce') produce((run as Producer<unknown, unknown>)(order.input, tools))
  else consume((run as Consumer<unknown, unknown>)(order.input, tools))
} catch (error) {
  fail(error)
}
