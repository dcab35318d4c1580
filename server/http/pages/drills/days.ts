import type { DrillDay } from '../../../../views/pages/drills/view.ts'
import type { House } from '../../house.ts'
import { weeksBefore } from '../weeks.ts'

/** How the drills of the last thirteen weeks' days went, the oldest first. */
export async function drillDays({ drills, installation }: House, zone: string): Promise<DrillDay[]> {
  const { days, since, dayOf } = weeksBefore(installation.seams.clock.now(), zone)
  const byDay = Map.groupBy(await drills.proofsSince(since), ({ at }) => dayOf(at))
  return days.map((day) => {
    const sum = (of: 'passed' | 'failed') => (byDay.get(day) ?? []).reduce((total, quarter) => total + quarter[of], 0)
    return { day, passed: sum('passed'), failed: sum('failed') }
  })
}
