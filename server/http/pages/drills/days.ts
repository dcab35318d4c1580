import type { DrillDay } from '../../../../views/pages/drills/view.ts'
import type { House } from '../../house.ts'

const dayMs = 86_400_000
const daysMax = 91
/** The evidence of each comes with it, so not all that there ever was is looked at. */
const lookedAtMax = 500

/** How the drills of the last thirteen weeks' days went, the oldest first. */
export async function drillDays({ drills, installation }: House, zone: string): Promise<DrillDay[]> {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const proofs = (await drills.newest(lookedAtMax)).filter(({ level }) => level === 'proven')
  const byDay = Map.groupBy(proofs, ({ at }) => format.format(at))
  const lastMs = Date.parse(`${format.format(installation.seams.clock.now())}T00:00:00Z`)
  // By the calendar and not by the clock: a day may have 23 hours.
  const days = Array.from({ length: daysMax }, (_, at) => new Date(lastMs - (daysMax - 1 - at) * dayMs).toISOString().slice(0, 10))
  return days.map((day) => {
    const ended = byDay.get(day) ?? []
    const passed = ended.filter(({ isPassed }) => isPassed).length
    return { day, passed, failed: ended.length - passed }
  })
}
