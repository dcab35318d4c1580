import { Failure } from '../../plugins/failure.ts'
import { actorOf } from '../domain/principal.ts'
import type { Clock } from '../seams/clock.ts'
import type { AuditEntry, AuditFilter, AuditHead, AuditPage } from '../store/audit.ts'
import { type AuditLink, chainStart, hashOfLink } from '../store/audit-chain.ts'
import type { Nouns, Store } from '../store/store.ts'
import type { Doer } from './doer.ts'

export interface AuditRecord extends Doer {
  /** Dotted words: `user.add`, `backup.delete`. */
  readonly action: string
  readonly subject: string | null
  /** Never a secret. */
  readonly detail?: Readonly<Record<string, unknown>>
}

/** What a look at the whole log found. */
export type AuditVerdict =
  | { readonly isIntact: true; readonly entries: number }
  /** `entries` of it were found whole before the one that isn't. */
  | { readonly isIntact: false; readonly entries: number; readonly brokenSeq: number; readonly reason: string }

const pageSize = 500

/** Who did what, when, from where. */
export class AuditLog {
  readonly #store: Store
  readonly #clock: Clock

  constructor({ store, clock }: { readonly store: Store; readonly clock: Clock }) {
    this.#store = store
    this.#clock = clock
  }

  /** Adds an entry and resolves once it is durable. In a transaction, give its nouns: then it is written with the rest or not at all. */
  async record(record: AuditRecord, nouns: Pick<Nouns, 'audit'> = this.#store): Promise<AuditEntry> {
    const { actor, actorName, action, subject, address, detail = {} } = record
    const who = actor === null ? { actor: null, actorName: actorName ?? 'nobody' } : { actor: actorOf(actor), actorName: actor.name }
    return nouns.audit.append({ at: this.#clock.now(), ...who, action, subject, address, detail })
  }

  /** The newest first. */
  async list(filter: AuditFilter, page: AuditPage): Promise<AuditEntry[]> {
    return this.#store.audit.list(filter, page)
  }

  async count(filter: AuditFilter): Promise<number> {
    return this.#store.audit.count(filter)
  }

  /** Reads the whole log, a page at a time, and names the first entry that was changed, removed or put elsewhere. */
  async verify(signal: AbortSignal = new AbortController().signal): Promise<AuditVerdict> {
    let last: AuditHead = { seq: 0, hash: chainStart, brokenSeq: null }
    for (;;) {
      signal.throwIfAborted()
      const knownSeq = last.seq
      // Read before the links: all that it was sealed with must then be among them, and what is added meanwhile comes after it.
      const head = await this.#head()
      const links = await this.#store.audit.linksAfter(knownSeq, pageSize)
      for (const link of links) {
        const fault = faultOf(link, last)
        if (fault !== null) return broken(last, fault.seq, fault.reason)
        last = { seq: link.seq, hash: link.hash, brokenSeq: null }
      }
      const verdict = links.length < pageSize ? verdictAtEnd(last, knownSeq, head) : null
      if (verdict !== null) return verdict
    }
  }

  async #head(): Promise<AuditHead | 'damaged'> {
    try {
      return (await this.#store.audit.head()) ?? { seq: 0, hash: chainStart, brokenSeq: null }
    } catch (error) {
      if (error instanceof Failure && error.code === 'corrupt') return 'damaged'
      throw error
    }
  }
}

function broken(last: AuditHead, brokenSeq: number, reason: string): AuditVerdict {
  return { isIntact: false, entries: last.seq, brokenSeq, reason }
}

function faultOf(link: AuditLink & { readonly hash: string }, last: AuditHead): { readonly seq: number; readonly reason: string } | null {
  if (link.seq !== last.seq + 1) return { seq: last.seq + 1, reason: 'it is missing' }
  if (link.previousHash !== last.hash) return { seq: link.seq, reason: 'it does not follow the one before it' }
  return hashOfLink(link) === link.hash ? null : { seq: link.seq, reason: 'it was changed' }
}

/** Compares the end of the chain with the one that was sealed; null when more came meanwhile, so that there is more to read. */
function verdictAtEnd(last: AuditHead, knownSeq: number, head: AuditHead | 'damaged'): AuditVerdict | null {
  if (head === 'damaged') return broken(last, last.seq, 'the seal on the end of the log is damaged')
  if (head.brokenSeq !== null) return broken(last, head.brokenSeq, 'the log was changed here, and went on after that')
  if (head.seq > last.seq) return broken(last, last.seq + 1, 'it is missing')
  // Entries and seal are written together, so a seal that is behind what was there before it was read seals another log.
  if (head.seq < knownSeq) return broken(last, head.seq + 1, 'it was never sealed')
  if (head.seq < last.seq) return null
  return head.hash === last.hash ? { isIntact: true, entries: last.seq } : broken(last, last.seq, 'it is not the one that was sealed')
}
