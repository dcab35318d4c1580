/** What a plan asks of a new backup. */
export interface AskedMode {
  readonly mode: 'full' | 'incremental' | 'differential'
  /** The plan wants a full backup this often; null leaves it to the length. */
  readonly fullEveryMs: number | null
  /** The most backups that may stand behind a full one, each referring to the one before. */
  readonly chainLengthMax: number
}

/** The chain that the new backup would join. */
export interface ChainState {
  readonly newestFull: { readonly startedAt: Date } | null
  /** The place of its newest backup: 0 for the full one itself. */
  readonly length: number
  /** Its last verification failed. */
  readonly isHeld: boolean
}

export interface ModeDecision {
  readonly mode: AskedMode['mode']
  /** Why it is a full backup although another mode was asked for: a clause without a full stop. */
  readonly reason: string | null
}

const slackMsMax = 2 * 60 * 60_000

/** The mode to run in: the one asked for, or, explained, full where the chain can't or shouldn't grow. */
export function decideMode(asked: AskedMode, chain: ChainState, now: Date): ModeDecision {
  if (asked.mode === 'full') return { mode: 'full', reason: null }
  const reason = whyNotJoin(asked, chain, now)
  return reason === null ? { mode: asked.mode, reason: null } : { mode: 'full', reason }
}

function whyNotJoin(asked: AskedMode, chain: ChainState, now: Date): string | null {
  if (chain.newestFull === null) return 'there is no earlier full backup to refer to'
  if (chain.isHeld) return 'the last verification in the chain failed'
  const length = asked.mode === 'differential' ? 1 : chain.length + 1
  if (length > asked.chainLengthMax) return `the chain would be longer than ${asked.chainLengthMax}`
  if (asked.fullEveryMs === null) return null
  // The run of the same weekday may start a little earlier than last time (jitter, the hour of a DST change), and must not wait for the next one.
  const slackMs = Math.min(slackMsMax, asked.fullEveryMs / 10)
  const ageMs = now.getTime() - chain.newestFull.startedAt.getTime()
  return ageMs >= asked.fullEveryMs - slackMs
    ? `the newest full backup is from ${chain.newestFull.startedAt.toISOString()}, and a new one is due`
    : null
}

/** A backup and the ones whose archives it refers to, directly at least. */
export interface Referring {
  readonly id: string
  readonly needs: readonly string[]
}

/** For each backup that others refer to directly, those others, each once; a reference to itself is none. */
export type Referrers = ReadonlyMap<string, readonly Referring[]>

/** The referrers of all that these backups refer to, be it among them or not. */
export function referrersOf(backups: readonly Referring[]): Referrers {
  const referrers = new Map<string, Referring[]>()
  for (const backup of backups) {
    for (const needed of backup.needs) {
      if (needed === backup.id) continue
      const known = referrers.get(needed)
      if (known === undefined) referrers.set(needed, [backup])
      else if (known.at(-1) !== backup) known.push(backup)
    }
  }
  return referrers
}

/** Every backup that can't be restored once these are gone, with these among them. */
export function withReferrers(ids: Iterable<string>, referrers: Referrers): Set<string> {
  const reached = new Set(ids)
  // A set is walked in the order of insertion, with what is added meanwhile.
  for (const id of reached) for (const referrer of referrers.get(id) ?? []) reached.add(referrer.id)
  return reached
}

/** The ids of all backups that could not be restored without this one, those that refer before those that are referred to. */
export function whatBreaks(id: string, backups: readonly Referring[]): string[] {
  const referrers = referrersOf(backups)
  const broken = withReferrers([id], referrers)
  broken.delete(id)
  const waiting = new Map([...broken].map((one) => [one, (referrers.get(one) ?? []).filter((referrer) => referrer.id !== id).length]))
  const needs = new Map(backups.map((backup) => [backup.id, backup.needs]))
  const order = new Set([...broken].filter((one) => waiting.get(one) === 0))
  for (const one of order) {
    for (const needed of new Set(needs.get(one))) {
      const left = (waiting.get(needed) ?? 0) - 1
      waiting.set(needed, left)
      if (left === 0 && broken.has(needed)) order.add(needed)
    }
  }
  // Backups that refer to one another in a circle have no order, but they break all the same.
  return [...order.union(broken)]
}
