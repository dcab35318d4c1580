import type { Html } from '../../../views/html.ts'
import type { HubEvent } from '../../control/hub.ts'
import type { Call } from '../call.ts'
import { requireRoom } from '../listeners.ts'

const lookEveryMs = 1000
/** A part that changes with every block is drawn this often at most. */
const drawEveryMs = 250
const beatEveryMs = 15_000
/** Then the browser asks anew: so whoever was signed out does not look on for ever. */
const openMs = 10 * 60_000

export interface LivePart {
  /** What the part shows now. With `event` the browser is told that besides: `done` ends the stream, `reload` loads the page again. */
  readonly html: Html
  readonly event?: 'done' | 'reload'
}

export interface LiveOptions {
  readonly draw: () => Promise<LivePart>
  /** Whether something that happened in this process may change the part. What happens elsewhere is found once a second. */
  readonly concerns: (event: HubEvent) => boolean
}

/** A part of a page as a stream of what it shows, each time that changes. It is whole each time: whoever comes back has missed nothing. Throws `unavailable` where too many listen. */
export function liveResponse({ house, signal }: Pick<Call, 'house' | 'signal'>, options: LiveOptions): Response {
  requireRoom(house, 'page')
  const stop = new AbortController()
  const ended = AbortSignal.any([signal, stop.signal, ...(house.stopping === undefined ? [] : [house.stopping])])
  const frames = framesOf(options, { house, signal: ended })
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await frames.next().catch((error) => {
          // Whoever went away is no fault, and what that broke off is none either.
          if (!ended.aborted) house.onUnexpected(error)
          return { done: true, value: undefined } as const
        })
        if (next.done === true) controller.close()
        else controller.enqueue(encoder.encode(next.value))
      },
      async cancel() {
        stop.abort()
        await frames.return()
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' } })
}

interface Setting {
  readonly house: Call['house']
  readonly signal: AbortSignal
}

async function* framesOf({ draw, concerns }: LiveOptions, { house, signal }: Setting): AsyncGenerator<string, void, void> {
  const { clock } = house.installation.seams
  const startedMs = clock.monotonicMs()
  using changes = new Changes(house, concerns)
  let shown: string | null = null
  let beatMs = startedMs
  while (!signal.aborted && clock.monotonicMs() - startedMs < openMs) {
    const { html, event } = await draw()
    const text = String(await html)
    if (text !== shown) yield messageOf(text)
    else if (clock.monotonicMs() - beatMs > beatEveryMs) yield ': still here\n\n'
    if (text !== shown || clock.monotonicMs() - beatMs > beatEveryMs) beatMs = clock.monotonicMs()
    shown = text
    if (event !== undefined) {
      yield `event: ${event}\ndata: ${event}\n\n`
      return
    }
    await changes.next(signal)
  }
}

/** A line of the text is a line of the message. */
function messageOf(text: string): string {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line !== '')
  return `${lines.map((line) => `data: ${line}`).join('\n')}\n\n`
}

/** Waits until something may have changed. */
class Changes implements Disposable {
  readonly #clock: Setting['house']['installation']['seams']['clock']
  readonly #stop = new AbortController()
  #hasChanged = false
  #wake: (() => void) | null = null

  constructor({ control, installation }: Setting['house'], concerns: LiveOptions['concerns']) {
    this.#clock = installation.seams.clock
    void this.#listen(control.hub.subscribe(this.#stop.signal), concerns)
  }

  async #listen(events: AsyncIterable<{ readonly event: HubEvent }>, concerns: LiveOptions['concerns']): Promise<void> {
    for await (const { event } of events) {
      if (!concerns(event)) continue
      this.#hasChanged = true
      this.#wake?.()
    }
  }

  /** Resolves after a change, or after a second; never sooner than a part may be drawn again. */
  async next(signal: AbortSignal): Promise<void> {
    await this.#sleep(drawEveryMs, signal)
    if (!this.#hasChanged) {
      const woken = new AbortController()
      this.#wake = () => woken.abort()
      await this.#sleep(lookEveryMs - drawEveryMs, AbortSignal.any([signal, woken.signal]))
      this.#wake = null
    }
    this.#hasChanged = false
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(ms, signal).catch(() => {})
  }

  [Symbol.dispose](): void {
    this.#stop.abort()
  }
}
