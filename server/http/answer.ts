/** What a handler answers with: a status, and a body that goes out as JSON. What streams is a `Response` of its own. */
export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
  /** What takes its place for a client that waits. What stands here is true before that, and is what whoever asks again is told until then. */
  readonly later?: () => Promise<Answer>
}

export function answer(body: unknown, status = 200, headers: Answer['headers'] = {}): Answer {
  return { status, body, headers }
}

/** Nothing to say but that it was done. */
export function done(): Answer {
  return { status: 204, body: null, headers: {} }
}

/** The answer as it goes out. A body of null is none. */
export function responseOf({ status, body, headers }: Answer): Response {
  if (body === null && status === 204) return new Response(null, { status, headers })
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json; charset=UTF-8', ...headers } })
}
