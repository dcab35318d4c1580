import { Failure } from '../../plugins/failure.ts'
import type { House } from './house.ts'

/** Each listener costs a look at the store once a second. */
const listenersMax = 200
/** So many places are left to programs, however many pages are open. */
const keptForPrograms = 50

/** Throws `unavailable` where as many listen as can be looked after. */
export function requireRoom({ control }: Pick<House, 'control'>, listener: 'page' | 'program'): void {
  const most = listener === 'page' ? listenersMax - keptForPrograms : listenersMax
  if (control.hub.size < most) return
  throw new Failure('unavailable', `There are ${most} listeners already.`, { remedy: 'Close some, then try again.' })
}
