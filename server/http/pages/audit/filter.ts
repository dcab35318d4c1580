import type { PageFrame } from '../../../../views/frame.ts'
import { auditArea } from '../../../../views/messages/audit.ts'
import type { TypedFilter } from '../../../../views/pages/audit/audit.ts'
import type { AuditFilter } from '../../../store/audit.ts'
import { calendarDay, startOfDay } from '../../contracts/zoned-time.ts'

export interface ReadFilter {
  /** Null for one that is wrong. */
  readonly filter: AuditFilter | null
  readonly faults: Readonly<Record<string, string>>
}

/** What a form asks for. Its days are those of whoever looks, the last one included. */
export function readFilter(
  { actor, action, subject, from, to }: TypedFilter,
  { language, zone }: Pick<PageFrame, 'language' | 'zone'>,
): ReadFilter {
  const say = auditArea[language]
  const days = { from: dayIn(from), to: dayIn(to) }
  const wrong = (['from', 'to'] as const).filter((name) => days[name] === 'wrong')
  if (wrong.length > 0) return { filter: null, faults: Object.fromEntries(wrong.map((name) => [name, say.wrongDay])) }
  if (from !== '' && to !== '' && to < from) return { filter: null, faults: { to: say.wrongOrder } }
  const filter = {
    ...(actor === '' ? {} : { actor }),
    ...(action === '' ? {} : { action }),
    ...(subject === '' ? {} : { subject }),
    ...(from === '' ? {} : { from: startOfDay(from, zone) }),
    ...(to === '' ? {} : { to: startOfDay(to, zone, 1) }),
  }
  return { filter, faults: {} }
}

function dayIn(text: string): 'none' | 'day' | 'wrong' {
  if (text === '') return 'none'
  return calendarDay.safeParse(text).success ? 'day' : 'wrong'
}
