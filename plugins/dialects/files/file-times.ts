/**
 * A time as Node's `utimes` family wants it. It takes floating-point seconds, a quarter of a microsecond apart these days, so nanoseconds are lost;
 * what is returned keeps the microsecond, rounded down, exact. Numbers below zero would be taken for "now", so those go as a date.
 */
export function settableTime(timeNs: bigint): number | Date {
  if (timeNs < 0n) return new Date(Number(timeNs / 1_000_000n))
  const wanted = microseconds(timeNs)
  const nearest = Number(timeNs) / 1e9
  if (microsecondsOf(nearest) === wanted) return nearest
  return (Number(wanted) + 0.5) / 1e6
}

function microsecondsOf(seconds: number): bigint {
  const whole = Math.floor(seconds)
  return BigInt(whole) * 1_000_000n + BigInt(Math.floor((seconds - whole) * 1e6))
}

/** Rounded down, also before 1970. */
export function microseconds(timeNs: bigint): bigint {
  return (timeNs - (((timeNs % 1000n) + 1000n) % 1000n)) / 1000n
}
