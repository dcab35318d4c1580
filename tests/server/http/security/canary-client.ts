import type { Canaries } from './canaries.ts'

export interface Asking {
  readonly json?: unknown
  readonly body?: RequestInit['body']
  readonly headers?: Readonly<Record<string, string>>
  /** Canaries that this answer is there to show. */
  readonly shows?: readonly string[]
}

export interface Asked {
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

/** Asks a daemon, and looks for canaries in every answer. */
export class CanaryClient {
  /** Where canaries were seen that should not have been. */
  readonly found: string[] = []
  answers = 0
  readonly #url: string
  readonly #canaries: Canaries

  constructor(url: string, canaries: Canaries) {
    this.#url = url
    this.#canaries = canaries
  }

  /** `GET /path`, as whoever the headers say. */
  async ask(line: string, { json, body, headers = {}, shows = [] }: Asking = {}): Promise<Asked> {
    const asked = await this.askUnseen(line, { headers, ...(json === undefined ? {} : { json }), ...(body === undefined ? {} : { body }) })
    this.look(line, asked, shows)
    return asked
  }

  /** The same, of an answer whose secret is only known from it: look at it once that is a canary. */
  async askUnseen(line: string, { json, body, headers = {} }: Asking = {}): Promise<Asked> {
    const [method, path] = line.split(' ') as [string, string]
    const stop = new AbortController()
    const sent = json === undefined ? (body ?? null) : JSON.stringify(json)
    const init = { method, headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers } }
    const response = await fetch(`${this.#url}${path}`, {
      ...init,
      ...(method === 'GET' || sent === null ? {} : { body: sent }),
      redirect: 'manual',
      signal: stop.signal,
    })
    const isEndless = response.headers.get('content-type')?.startsWith('text/event-stream') === true
    const text = isEndless ? '' : Buffer.from(await response.arrayBuffer()).toString('latin1')
    if (isEndless) stop.abort()
    return { status: response.status, text, headers: response.headers }
  }

  look(line: string, { status, text, headers }: Asked, shows: readonly string[] = []): void {
    this.answers += 1
    const all = `${[...headers].map((pair) => pair.join(': ')).join('\n')}\n\n${text}`
    this.found.push(...this.#canaries.foundIn(`the answer ${status} to ${line.slice(0, 120)}`, all, shows))
  }
}
