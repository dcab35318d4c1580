import type { Hub } from '../../control/hub.ts'
import type { Clock } from '../../seams/clock.ts'
import type { EventFeed, OutgoingEvent } from './events-feed.ts'

const lookEveryMs = 1000
const beatEveryMs = 15_000
/** Then it is to be asked for anew: so a key that was taken back does not listen for ever. */
const openMs = 10 * 60_000
/** How far a listener may be behind: as many events as the hub keeps for those who come back, and as many again. */
const waitingMax = 2000

export interface EventStreamOptions {
  readonly feed: EventFeed
  readonly hub: Pick<Hub, 'subscribe'>
  readonly clock: Clock
  /** Tells the numbers of this daemon from those of the one before. */
  readonly epoch: string
  /** What the listener saw last; null for nothing. */
  readonly lastEventId: string | null
  /** Ends the stream: the client went away, or the daemon stops. */
  readonly signal: AbortSignal
}

/** Server-sent events, in the form of the HTML standard, until the signal aborts, the listener falls too far behind, or it was open for long enough. */
export function eventStream(options: EventStreamOptions): ReadableStream<Uint8Array> {
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  const frames = new Frames()
  const end = () => {
    stop.abort()
    frames.end()
  }
  return new ReadableStream<Uint8Array>(
    {
      start() {
        frames.push(': listening\nretry: 2000\n\n')
        signal.addEventListener('abort', end, { once: true })
        if (signal.aborted) end()
        for (const work of [relay, watch]) work({ ...options, signal }, frames).then(end, end)
      },
      async pull(controller) {
        const frame = await frames.next()
        if (frame === null) controller.close()
        else controller.enqueue(new TextEncoder().encode(frame))
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  )
}

/** Whether something may have happened between what a listener saw last and this event of the hub. */
export function isGap(lastEventId: string | null, { epoch, number }: { readonly epoch: string; readonly number: number | null }): boolean {
  if (lastEventId === null) return false
  const last = parseEventId(lastEventId, epoch)
  return last === null || (number !== null && number !== last + 1)
}

/** The number in an event's id; null for one that this daemon never gave. */
export function parseEventId(text: string, epoch: string): number | null {
  const match = /^([0-9a-f]+)-(\d{1,15})$/.exec(text)
  return match !== null && match[1] === epoch ? Number(match[2]) : null
}

async function relay({ hub, feed, epoch, lastEventId, signal }: EventStreamOptions, frames: Frames): Promise<void> {
  const last = lastEventId === null ? null : parseEventId(lastEventId, epoch)
  const reset = { type: 'reset', data: {}, number: null } as const
  if (lastEventId !== null && last === null) frames.push(frameOf(reset, epoch))
  let isResumed = last !== null
  for await (const numbered of hub.subscribe(signal, last ?? undefined)) {
    if (isResumed && isGap(lastEventId, { epoch, number: numbered.id })) frames.push(frameOf(reset, epoch))
    isResumed = false
    const event = await feed.fromHub(numbered)
    if (event !== null) frames.push(frameOf(event, epoch))
    if (frames.length > waitingMax) return
  }
}

async function watch({ feed, clock, epoch, signal }: EventStreamOptions, frames: Frames): Promise<void> {
  const startedMs = clock.monotonicMs()
  let beatMs = startedMs
  await feed.look(true)
  while (clock.monotonicMs() - startedMs < openMs) {
    await clock.sleep(lookEveryMs, signal)
    for (const event of await feed.look()) frames.push(frameOf(event, epoch))
    if (frames.length > waitingMax) return
    if (clock.monotonicMs() - beatMs < beatEveryMs) continue
    beatMs = clock.monotonicMs()
    frames.push(': still here\n\n')
  }
}

/** What was found in the store has no id, so that a listener goes on after the last one of the hub. */
function frameOf({ type, data, number }: OutgoingEvent, epoch: string): string {
  const id = number === null ? '' : `id: ${epoch}-${number}\n`
  // JSON has no line breaks of its own.
  return `${id}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`
}

/** What waits to be sent. */
class Frames {
  readonly #waiting: string[] = []
  #isEnded = false
  #wake: (() => void) | null = null

  get length(): number {
    return this.#waiting.length
  }

  push(frame: string): void {
    if (this.#isEnded) return
    this.#waiting.push(frame)
    this.#wake?.()
  }

  end(): void {
    this.#isEnded = true
    this.#wake?.()
  }

  /** Null at the end. */
  async next(): Promise<string | null> {
    for (;;) {
      const frame = this.#waiting.shift()
      if (frame !== undefined) return frame
      if (this.#isEnded) return null
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#wake = null
    }
  }
}
