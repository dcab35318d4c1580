import type { Calendar } from './schedule-calendar.ts'
import { openCalendar } from './schedule-calendar.ts'
import type { Schedule } from './schedule-form.ts'
import type { Piece } from './schedule-zone.ts'
import { changeMs, offsetMaxMs, openZone, piecesOf } from './schedule-zone.ts'

/** Where calendar and Intl still agree on what a year is; nothing is ever scheduled beyond. */
const horizonMs = Date.UTC(9000, 0)

/**
 * The first instant strictly after another one at which the schedule runs, in milliseconds; null when none follows.
 *
 * Each label runs exactly once, whatever the clock does:
 * - A label that the clock skips runs as if the clock had not been set yet (RFC 5545, 3.3.5): 02:30 becomes 03:30 where 02:00 became 03:00.
 *   So the time since the run before is what it always is, and the labels of a list stay apart. Where that meets the instant of another
 *   label, one run serves both.
 * - A label that the clock shows twice runs the first time. A schedule of every hour is an interval instead of a time of day, and runs
 *   both times: else it would rest for an hour.
 */
export function openSlots(schedule: Schedule, zone: string): (afterMs: number) => number | null {
  const calendar = openCalendar(schedule)
  const offsetAt = openZone(zone)
  return (afterMs) => {
    let fromMs = afterMs
    while (fromMs < horizonMs) {
      const toMs = fromMs + 2 * changeMs
      for (const piece of piecesOf(offsetAt, fromMs, toMs)) {
        const slotMs = nextInPiece(calendar, piece, fromMs)
        if (slotMs !== null) return slotMs
      }
      // The clock may be set back right after `toMs`, to labels that it has shown by then: look for the next label from before those.
      const labelMs = calendar.next(toMs + offsetAt(toMs) - changeMs)
      if (labelMs === null) return null
      // One less, because a slot at `toMs` itself is in no piece so far.
      fromMs = Math.max(toMs - 1, labelMs - offsetMaxMs)
    }
    return null
  }
}

function nextInPiece(calendar: Calendar, piece: Piece, afterMs: number): number | null {
  const shown = nextShown(calendar, piece, afterMs)
  const skipped = nextSkipped(calendar, piece, afterMs)
  if (shown === null || skipped === null) return shown ?? skipped
  return Math.min(shown, skipped)
}

/** The next label that the clock shows in the piece, at the instant at which it does; repeated ones only for an interval. */
function nextShown(calendar: Calendar, { startMs, endMs, offsetMs, offsetBeforeMs }: Piece, afterMs: number): number | null {
  const firstLabelMs = startMs + (calendar.isInterval ? offsetMs : Math.max(offsetMs, offsetBeforeMs))
  const labelMs = calendar.next(Math.max(afterMs + offsetMs, firstLabelMs - 1))
  return labelMs !== null && labelMs - offsetMs < endMs ? labelMs - offsetMs : null
}

/** The next label that the clock skipped at the start of the piece, at the instant at which it would have shown it. */
function nextSkipped(calendar: Calendar, { startMs, offsetMs, offsetBeforeMs }: Piece, afterMs: number): number | null {
  if (offsetMs <= offsetBeforeMs) return null
  const labelMs = calendar.next(Math.max(afterMs, startMs - 1) + offsetBeforeMs)
  return labelMs !== null && labelMs < startMs + offsetMs ? labelMs - offsetBeforeMs : null
}
