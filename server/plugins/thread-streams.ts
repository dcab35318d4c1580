import type { Bytes } from '../../plugins/contract.ts'
import { Thread, type ThreadRun } from './thread.ts'
import { slot } from './thread-protocol.ts'

/** The items of a `Producer` module, in order, with back-pressure. The thread is gone when the iteration ends, however it ends. */
export async function* produceInThread<Item>(run: ThreadRun): AsyncGenerator<Item, void, void> {
  run.signal.throwIfAborted()
  await using thread = new Thread('produce', run)
  for (;;) {
    const message = await thread.next()
    if (message.type === 'finished') return
    if (message.type !== 'items') continue
    for (const item of message.items) {
      run.signal.throwIfAborted()
      yield item as Item
    }
    thread.took()
  }
}

/** Feeds `bytes` to a `Consumer` module; resolves with what its `finish` returned. The thread is gone when this settles. */
export async function consumeInThread<Result>(run: ThreadRun, bytes: Bytes): Promise<Result> {
  run.signal.throwIfAborted()
  const slots = new SharedArrayBuffer(slot.count * slot.sizeBytes)
  await using thread = new Thread('consume', run, slots)
  let sent = 0
  let taken = 0
  const nextSlot = () => new Uint8Array(slots, (sent % slot.count) * slot.sizeBytes, slot.sizeBytes)
  for await (const lengthBytes of fillSlots(bytes, thread, nextSlot)) {
    thread.post({ type: 'bytes', slot: sent % slot.count, lengthBytes })
    sent += 1
    while (sent - taken >= slot.count || (sent > taken && thread.failed)) {
      await thread.next()
      taken += 1
    }
  }
  thread.post({ type: 'end' })
  for (;;) {
    const message = await thread.next()
    if (message.type === 'finished') return message.result as Result
  }
}

/**
 * Copies the bytes into one slot after the other, and yields how far each is filled. Copies, because the sender may still look at what it
 * gave; into shared memory, because not every runtime hands large messages over quickly.
 */
async function* fillSlots(bytes: Bytes, thread: Thread, nextSlot: () => Uint8Array): AsyncGenerator<number, void, void> {
  const source = bytes[Symbol.asyncIterator]()
  let filled = 0
  let state: 'reading' | 'holding' | 'ended' = 'holding'
  try {
    for (;;) {
      state = 'reading'
      const next = await thread.during(source.next())
      state = 'holding'
      if (next.done === true) break
      for (let at = 0; at < next.value.byteLength; ) {
        const piece = next.value.subarray(at, at + slot.sizeBytes - filled)
        nextSlot().set(piece, filled)
        filled += piece.byteLength
        at += piece.byteLength
        if (filled < slot.sizeBytes) continue
        yield filled
        filled = 0
      }
    }
    state = 'ended'
    if (filled > 0) yield filled
  } finally {
    if (state === 'holding') await source.return?.()
    // A source that hangs in `next` answers `return` only after that, so nobody waits for it.
    if (state === 'reading') void Promise.resolve(source.return?.()).catch(() => {})
  }
}
