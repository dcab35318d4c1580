import type { Selectable } from 'kysely'
import { Failure } from '../../plugins/failure.ts'
import { type AuditLink, canonicalJson, chainStart, hashOfLink } from './audit-chain.ts'
import type { Connection } from './connection.ts'
import { inTransaction } from './in-transaction.ts'
import { readKept } from './kept-text.ts'
import { Settings } from './settings.ts'
import type { Tables } from './tables.ts'

/** What happened, without its place in the chain. */
export interface AuditEvent {
  readonly at: Date
  /** `user:3`, `key:5`; null for whoever has no account. */
  readonly actor: string | null
  readonly actorName: string
  /** Dotted words: `user.add`, `login.failed`. */
  readonly action: string
  readonly subject: string | null
  readonly address: string | null
  /** Never a secret. */
  readonly detail: Readonly<Record<string, unknown>>
}

/** An entry of the log. */
export interface AuditEntry extends AuditEvent {
  readonly seq: number
  readonly hash: string
}

export interface AuditFilter {
  readonly actor?: string
  readonly action?: string
  readonly subject?: string
  readonly from?: Date
  /** Before this instant. */
  readonly to?: Date
}

export interface AuditPage {
  readonly limit: number
  readonly offset?: number
  /** Only entries older than this one. */
  readonly beforeSeq?: number
}

/** The newest entry, as it is sealed besides the log. */
export interface AuditHead {
  readonly seq: number
  readonly hash: string
  /** Where the log no longer was what it had been, when something was added to it; from then on for ever. */
  readonly brokenSeq: number | null
}

/** The setting that holds the sealed end of the log. */
export const auditHeadSetting = 'audit_head'

/**
 * The audit log. Each entry holds the hash of the one before it, and the newest hash is sealed besides: who can write the database but has no key
 * can neither compute the chain anew nor cut off its end without being found out.
 */
export class Audit {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Adds an entry behind the newest one, whoever else does at the same time. */
  async append(event: AuditEvent): Promise<AuditEntry> {
    return inTransaction(this.#connection, async (locked) => {
      const newest = locked.db.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1)
      const last = (await newest.executeTakeFirst()) ?? { seq: 0, hash: chainStart }
      const head = await readableHead(locked)
      // Behind the sealed end even where rows were removed: a number that came again would hide that.
      const link = linkOf(event, Math.max(last.seq, head.seq) + 1, last.hash)
      const entry = { ...event, seq: link.seq, hash: hashOfLink(link) }
      await locked.db.insertInto('audit').values(rowOf(link, entry.hash)).execute()
      await writeHead(locked, { seq: entry.seq, hash: entry.hash, brokenSeq: head.brokenSeq ?? breakBetween(last, head) })
      return entry
    })
  }

  /** The newest first. */
  async list(filter: AuditFilter, page: AuditPage): Promise<AuditEntry[]> {
    const { limit, offset, beforeSeq } = page
    let query = this.#chosen(filter).selectAll().orderBy('seq', 'desc').limit(limit)
    if (beforeSeq !== undefined) query = query.where('seq', '<', beforeSeq)
    if (offset !== undefined) query = query.offset(offset)
    return (await query.execute()).map(entryOf)
  }

  async count(filter: AuditFilter): Promise<number> {
    const counted = this.#chosen(filter).select((select) => select.fn.countAll().as('count'))
    return Number((await counted.executeTakeFirstOrThrow()).count)
  }

  /** The links behind `seq` in their order, each with the hash that its row holds. */
  async linksAfter(seq: number, limit: number): Promise<(AuditLink & { readonly hash: string })[]> {
    const rows = this.#connection.db.selectFrom('audit').selectAll().where('seq', '>', seq).orderBy('seq').limit(limit)
    return (await rows.execute()).map((row) => ({
      seq: row.seq,
      at: row.at,
      actor: row.actor,
      actorName: row.actor_name,
      action: row.action,
      subject: row.subject,
      address: row.address,
      detail: row.detail,
      previousHash: row.previous_hash,
      hash: row.hash,
    }))
  }

  /** What was sealed with the newest entry; null before the first. Throws `corrupt` when it was changed. */
  async head(): Promise<AuditHead | null> {
    const text = await new Settings(this.#connection).getSecret(auditHeadSetting)
    return text === null ? null : readKept<AuditHead>(text, 'the end of the audit log')
  }

  #chosen({ actor, action, subject, from, to }: AuditFilter) {
    let query = this.#connection.db.selectFrom('audit')
    if (actor !== undefined) query = query.where('actor', '=', actor)
    if (action !== undefined) query = query.where('action', '=', action)
    if (subject !== undefined) query = query.where('subject', '=', subject)
    if (from !== undefined) query = query.where('at', '>=', from.getTime())
    if (to !== undefined) query = query.where('at', '<', to.getTime())
    return query
  }
}

/** One that can't be read, or isn't there, is no end that fits; but work goes on, and whoever verifies the log is told. */
async function readableHead(locked: Connection): Promise<AuditHead> {
  const head = await new Audit(locked).head().catch((error) => {
    if (error instanceof Failure && error.code === 'corrupt') return null
    throw error
  })
  return head ?? { seq: 0, hash: chainStart, brokenSeq: null }
}

async function writeHead(locked: Connection, head: AuditHead): Promise<void> {
  await new Settings(locked).setSecret(auditHeadSetting, JSON.stringify(head))
}

/** Without this, a chain that somebody computed anew would be sealed as the true one with the next entry. */
function breakBetween(last: { readonly seq: number; readonly hash: string }, head: AuditHead): number | null {
  if (last.seq !== head.seq) return Math.min(last.seq, head.seq) + 1
  return last.hash === head.hash ? null : last.seq
}

function linkOf({ at, actor, actorName, action, subject, address, detail }: AuditEvent, seq: number, previousHash: string): AuditLink {
  return { seq, at: at.getTime(), actor, actorName, action, subject, address, detail: canonicalJson(detail), previousHash }
}

function rowOf(link: AuditLink, hash: string): Selectable<Tables['audit']> {
  const { actorName, previousHash, ...same } = link
  return { ...same, actor_name: actorName, previous_hash: previousHash, hash }
}

function entryOf(row: Selectable<Tables['audit']>): AuditEntry {
  return {
    seq: row.seq,
    at: new Date(row.at),
    actor: row.actor,
    actorName: row.actor_name,
    action: row.action,
    subject: row.subject,
    address: row.address,
    detail: readKept(row.detail, `entry ${row.seq} of the audit log`),
    hash: row.hash,
  }
}
