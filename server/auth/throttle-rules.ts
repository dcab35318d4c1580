import { isIPv6 } from 'node:net'

/** How long failures hold up the next try. */
export interface HoldRule {
  /** This many cost nothing. */
  readonly free: number
  readonly baseMs: number
  readonly mostMs: number
  /** After this long without another one, all are forgotten. */
  readonly forgetMs: number
}

export interface Failures {
  readonly count: number
  readonly lastMs: number
}

const hour = 3_600_000

/** Somebody at one address tries one account. */
export const pairRule: HoldRule = { free: 5, baseMs: 2_000, mostMs: 900_000, forgetMs: 6 * hour }

/** One address tries any accounts; there may be a whole office behind it. */
export const addressRule: HoldRule = { free: 30, baseMs: 1_000, mostMs: 600_000, forgetMs: hour }

/** Many addresses try one account: whoever failed there waits longer, whoever did not doesn't wait at all. */
export const pressureRule: HoldRule = { free: 20, baseMs: 1_000, mostMs: 60_000, forgetMs: hour }

/** Codes of the second factor, which have six digits only. Who tries them knows the password, so here the account itself is held up. */
export const codeRule: HoldRule = { free: 5, baseMs: 2_000, mostMs: 900_000, forgetMs: 24 * hour }

/** How long the next one has to wait after so many failures: nothing, then twice as long each time, up to a limit. */
export function holdMs(count: number, { free, baseMs, mostMs }: HoldRule): number {
  if (count < free) return 0
  return Math.min(mostMs, baseMs * 2 ** Math.min(count - free, 40))
}

/** How long it is still to wait now. */
export function waitMs({ count, lastMs }: Failures, rule: HoldRule, nowMs: number): number {
  return nowMs - lastMs >= rule.forgetMs ? 0 : Math.max(0, lastMs + holdMs(count, rule) - nowMs)
}

/** The count after one more; those that are forgotten by now don't count. */
export function countAfter(failures: Failures | undefined, rule: HoldRule, nowMs: number): number {
  return failures === undefined || nowMs - failures.lastMs >= rule.forgetMs ? 1 : failures.count + 1
}

/** The address as the one who has it: of IPv6 the first half, because everybody has all of a network's other half to choose from. */
export function neighbourhood(address: string | null): string {
  if (address === null) return 'unknown'
  const [plain = ''] = address.toLowerCase().split('%')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)
  if (mapped !== null) return mapped[1]!
  if (!isIPv6(plain)) return plain.slice(0, 64)
  const [head = '', tail] = plain.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  const groups = [...before, ...Array.from({ length: gap }, () => '0'), ...after]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
