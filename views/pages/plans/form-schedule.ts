import { html } from 'hono/html'
import type { Html } from '../../html.ts'
import { fill } from '../../messages/fill.ts'
import { planForm } from '../../messages/plans-form.ts'
import { selectControl, textControl } from '../../parts/controls.ts'
import { weekdayName } from '../../parts/schedule-words.ts'
import { type FormPart, faultOf } from './form-part.ts'
import { type PlanText, scheduleKinds, simpleKinds } from './typed.ts'

interface ScheduleNames {
  readonly every: PlanText
  readonly time: PlanText
  readonly weekday: PlanText
  readonly monthDay: PlanText
  readonly times: PlanText
  readonly cron: PlanText
}

const ofBackups: ScheduleNames = { every: 'every', time: 'time', weekday: 'weekday', monthDay: 'monthDay', times: 'times', cron: 'cron' }
const ofVerification: ScheduleNames = {
  every: 'verifyEvery',
  time: 'verifyTime',
  weekday: 'verifyWeekday',
  monthDay: 'verifyMonthDay',
  times: 'verifyTimes',
  cron: 'verifyCron',
}

/** When something runs. What the chosen kind has no use for the style sheet hides; without it all stands there. */
export function scheduleControls(part: FormPart, what: 'simple' | 'backup' | 'verification'): Html {
  const names = what === 'verification' ? ofVerification : ofBackups
  const { frame, texts } = part
  const say = planForm[frame.language]
  const kinds = scheduleKinds.filter((kind) => what !== 'simple' || simpleKinds.includes(kind))
  const isOfVerification = what === 'verification'
  const choices = kinds.map((kind) => ({ value: kind, label: isOfVerification && kind === 'none' ? say.verifyOff : say.kinds[kind] }))
  const every = {
    name: names.every,
    label: isOfVerification ? say.verifyEvery : say.every,
    value: texts[names.every],
    choices,
    isRequired: true,
    error: faultOf(part, names.every),
  }
  return html`<div class="when"><div class="fields">${selectControl(every, frame)}
${what === 'simple' ? '' : html`<div class="of-monthly">${monthDayControl(part, names.monthDay)}</div>`}
<div class="of-weekly">${weekdayControl(part, names.weekday)}</div>
<div class="of-time">${timeControl(part, names.time)}</div></div>
${what === 'simple' ? '' : freeControls(part, names)}</div>`
}

function timeControl(part: FormPart, name: PlanText): Html {
  const label = planForm[part.frame.language].time
  return textControl({ name, label, type: 'time', value: part.texts[name], isRequired: true, error: faultOf(part, name) }, part.frame)
}

function weekdayControl(part: FormPart, name: PlanText): Html {
  const label = planForm[part.frame.language].weekday
  const choices = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: weekdayName(day, part.frame) }))
  return selectControl({ name, label, value: part.texts[name], choices, isRequired: true, error: faultOf(part, name) }, part.frame)
}

function monthDayControl(part: FormPart, name: PlanText): Html {
  const say = planForm[part.frame.language]
  const days = Array.from({ length: 31 }, (_, at) => ({ value: String(at + 1), label: fill(say.monthDayNumber, { day: at + 1 }) }))
  const choices = [...days, { value: 'last', label: say.monthDayLast }]
  const control = { name, label: say.monthDay, value: part.texts[name], choices, isRequired: true, error: faultOf(part, name) }
  return selectControl(control, part.frame)
}

function freeControls(part: FormPart, { times, cron }: ScheduleNames): Html {
  const say = planForm[part.frame.language]
  const control = (name: PlanText) => ({ name, value: part.texts[name], isRequired: true, error: faultOf(part, name) })
  return html`<div class="of-times">${textControl({ ...control(times), label: say.times, hint: say.timesHint }, part.frame)}</div>
<div class="of-cron">${textControl({ ...control(cron), label: say.cron, hint: say.cronHint }, part.frame)}</div>`
}
