const secondMs = 1000
const hourMs = 3_600_000
const minuteMs = 60_000

/** Clocks are never set by more than a day, and no two changes of one zone since 1972 are closer together than this. */
export const changeMs = 26 * hourMs
/** No zone was ever further from UTC. */
export const offsetMaxMs = 16 * hourMs

/** A stretch of time in which the clock runs evenly. */
export interface Piece {
  readonly startMs: number
  /** The first instant that no longer belongs to it. */
  readonly endMs: number
  /** Wall clock minus UTC in it, and just before it; equal where no change is known at its start. */
  readonly offsetMs: number
  readonly offsetBeforeMs: number
}

/** Tells how far a zone's wall clock is ahead of UTC at an instant; throws a RangeError for a zone that does not exist. */
export function openZone(zone: string): (atMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  return (atMs) => {
    const text = format.format(atMs)
    const offset = /([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(text)
    // A zone at UTC has no digits at all: "GMT".
    if (offset === null) return 0
    const [, sign, hours, minutes, seconds] = offset
    const sizeMs = Number(hours) * hourMs + Number(minutes) * minuteMs + Number(seconds ?? 0) * secondMs
    return sign === '-' ? -sizeMs : sizeMs
  }
}

/** The pieces of the time from one change before `fromMs` to `toMs`, in order; the first and the last are cut off there. */
export function piecesOf(offsetAt: (atMs: number) => number, fromMs: number, toMs: number): Piece[] {
  const pieces: Piece[] = []
  let startMs = fromMs - changeMs
  let seenMs = startMs
  let offsetMs = offsetAt(startMs)
  let offsetBeforeMs = offsetMs
  while (seenMs < toMs) {
    const probeMs = Math.min(seenMs + changeMs, toMs)
    const probedMs = offsetAt(probeMs)
    if (probedMs !== offsetMs) {
      const endMs = findChange(offsetAt, seenMs, probeMs)
      pieces.push({ startMs, endMs, offsetMs, offsetBeforeMs })
      startMs = endMs
      offsetBeforeMs = offsetMs
      offsetMs = probedMs
    }
    seenMs = probeMs
  }
  pieces.push({ startMs, endMs: toMs, offsetMs, offsetBeforeMs })
  return pieces
}

/** The first whole second after `lowMs` with another offset; `highMs` has one. */
function findChange(offsetAt: (atMs: number) => number, lowMs: number, highMs: number): number {
  const before = offsetAt(lowMs)
  let low = Math.floor(lowMs / secondMs)
  let high = Math.ceil(highMs / secondMs)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle * secondMs) === before) low = middle
    else high = middle
  }
  return high * secondMs
}
