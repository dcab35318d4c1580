import { html } from 'hono/html'
import type { Html } from '../../html.ts'
import { fill } from '../../messages/fill.ts'
import { planForm } from '../../messages/plans-form.ts'
import { words } from '../../messages/words.ts'
import { checkControl, choiceControl, linesControl, selectControl } from '../../parts/controls.ts'
import { type FormPart, faultOf } from './form-part.ts'
import { keepLastControl, numberControl } from './form-pieces.ts'
import { scheduleControls } from './form-schedule.ts'
import { tablesPart } from './form-tables.ts'
import type { PlanFormView } from './form-view.ts'

type Asked = Pick<PlanFormView, 'plan' | 'typed' | 'targets' | 'recipients' | 'picked'>

/** What only the full view shows. */
export function settingsSections(view: Asked, part: FormPart): Html {
  const say = planForm[part.frame.language]
  return html`<section class="card"><h2>${say.how}</h2>${howControls(view, part)}</section>
<section class="card"><h2>${say.keep}</h2><p class="soft">${say.keepHint}</p>${keepControls(part)}</section>
<section class="card"><h2>${say.verification}</h2>${verificationControls(view, part)}</section>
<section class="card"><h2>${say.trouble}</h2>${troubleControls(part)}</section>`
}

function howControls({ plan, targets, recipients, picked = null }: Asked, part: FormPart): Html {
  const { texts, frame } = part
  const say = planForm[frame.language]
  const modes = (['full', 'incremental', 'differential'] as const).map((value) => ({
    value,
    label: words[frame.language].modes[value],
    hint: say.modeHints[value],
  }))
  const codecs = (['zstd', 'deflate', 'store'] as const).map((value) => ({ value, label: say.codecs[value] }))
  const first = {
    name: 'firstTarget',
    label: say.firstTarget,
    hint: say.firstTargetHint,
    value: texts.firstTarget,
    empty: say.firstTargetEmpty,
    choices: targets.map(({ id, name }) => ({ value: id, label: name })),
    error: faultOf(part, 'firstTarget'),
  }
  const address = plan === null ? '/plans/preview' : `/plans/${plan.id}/preview`
  return html`${choiceControl({ name: 'mode', label: say.mode, values: [texts.mode], choices: modes, error: faultOf(part, 'mode') })}
<div class="fields">${numberControl(part, 'fullEveryDays', { label: say.fullEvery, hint: say.fullEveryHint })}
${numberControl(part, 'chainLengthMax', { label: say.chainLength })}
${selectControl(first, frame)}
${selectControl({ name: 'codec', label: say.codec, value: texts.codec, choices: codecs, isRequired: true, error: faultOf(part, 'codec') }, frame)}</div>
${linesControl({ name: 'recipients', label: say.recipients, hint: recipientsHint(recipients, part), value: texts.recipients, rows: 2, error: faultOf(part, 'recipients') }, frame)}
${tablesPart(part, { picked, address })}`
}

function recipientsHint(recipients: readonly string[], { frame }: FormPart): Html {
  const say = planForm[frame.language]
  if (recipients.length === 0) return html`${say.recipientsHint}`
  return html`${say.recipientsHint} ${say.ownKeys}: ${recipients.map((recipient) => html`<code>${recipient}</code> `)}`
}

function keepControls(part: FormPart): Html {
  const say = planForm[part.frame.language]
  const rules = (['keepDays', 'daily', 'weekly', 'monthly', 'yearly'] as const).map((name) =>
    numberControl(part, name, { label: say[name] }),
  )
  const caps = (['countMax', 'sizeMax', 'verifiedFloor'] as const).map((name) => numberControl(part, name, { label: say[name] }))
  return html`<div class="fields">${keepLastControl(part)}${rules}</div><h3>${say.caps}</h3><div class="fields">${caps}</div>`
}

function verificationControls({ typed }: Asked, part: FormPart): Html {
  const { texts, frame } = part
  const say = planForm[frame.language]
  const { trustLevels, trustMeanings } = words[frame.language]
  const levels = (['stored', 'parsed', 'proven'] as const).map((value) => ({
    value,
    label: trustLevels[value],
    hint: trustMeanings[value],
  }))
  const fault = faultOf(part, 'assertions')
  const state = fault === null ? '' : html`aria-invalid="true" aria-describedby="assertions-error"`
  const statements = [...typed.assertions, ''].map((value, at) => {
    const label = fill(say.assertion, { number: at + 1 })
    const id = at === 0 ? 'assertions' : `assertions-${at}`
    return html`<label class="statement"><span class="hidden">${label}</span><textarea id="${id}" name="assertions" rows="2" spellcheck="false" ${state}>
${value}</textarea></label>`
  })
  return html`${choiceControl({ name: 'level', label: say.level, values: [texts.level], choices: levels, error: faultOf(part, 'level') })}
${checkControl({ name: 'afterBackup', label: say.afterBackup, isOn: texts.afterBackup === 'on' })}
${scheduleControls(part, 'verification')}
<fieldset class="field"><legend>${say.assertions}</legend>${statements}
${fault === null ? '' : html`<p class="fault" id="assertions-error">${fault}</p>`}<p class="hint">${say.assertionsHint}</p></fieldset>`
}

function troubleControls(part: FormPart): Html {
  const say = planForm[part.frame.language]
  return html`<div class="fields">${numberControl(part, 'timeoutMinutes', { label: say.timeout, hint: say.timeoutHint })}
${numberControl(part, 'idleMinutes', { label: say.idle, hint: say.timeoutHint })}
${numberControl(part, 'retries', { label: say.retries, hint: say.retriesHint })}
${numberControl(part, 'retryDelayMinutes', { label: say.retryDelay })}</div>`
}
