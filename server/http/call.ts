import type { Context } from 'hono'
import { Failure } from '../../plugins/failure.ts'
import { actorOf, maySee, type Principal } from '../domain/principal.ts'
import type { House } from './house.ts'
import type { Origin } from './peer.ts'

interface CallParts<Params, Query, Body> {
  readonly house: House
  readonly context: Context
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly visitor: Principal | null
  readonly origin: Origin
  readonly signal: AbortSignal
}

/** One request, after everything about it was checked. */
export class Call<Params = unknown, Query = unknown, Body = unknown> {
  readonly house: House
  readonly context: Context
  readonly params: Params
  readonly query: Query
  readonly body: Body
  /** Who asks; null on a public route. */
  readonly visitor: Principal | null
  readonly origin: Origin
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal

  constructor(parts: CallParts<Params, Query, Body>) {
    this.house = parts.house
    this.context = parts.context
    this.params = parts.params
    this.query = parts.query
    this.body = parts.body
    this.visitor = parts.visitor
    this.origin = parts.origin
    this.signal = parts.signal
  }

  /** Who asks. Only for routes that are not public. */
  get principal(): Principal {
    if (this.visitor === null) throw new Failure('unauthenticated', 'Nobody is signed in.', { remedy: 'Sign in, or send an API key.' })
    return this.visitor
  }

  /** As jobs keep it. */
  get requestedBy(): string | null {
    return this.visitor === null ? null : actorOf(this.visitor)
  }

  /** For filtering lists. */
  maySee(sourceId: string | null): boolean {
    return maySee(this.principal, sourceId)
  }

  /** Throws `denied` for what belongs to a source that the key isn't for. */
  requireSource(sourceId: string | null): void {
    if (this.maySee(sourceId)) return
    throw new Failure('denied', 'This key is for other sources.', { remedy: 'Use a key that is for this source, or for all of them.' })
  }

  /** Writes the audit log; resolves when it is written. */
  async audit(action: string, subject: string, detail: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.house.auth.audit.record({ actor: this.visitor, action, subject, address: this.origin.address, detail })
  }
}
