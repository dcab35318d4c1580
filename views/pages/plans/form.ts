import { html } from 'hono/html'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { pieces } from '../../messages/pieces.ts'
import { planMessages } from '../../messages/plans.ts'
import { planForm } from '../../messages/plans-form.ts'
import { type Choice, choiceControl, textControl } from '../../parts/controls.ts'
import { seenInput } from '../../parts/form.ts'
import { linkButton, pageHead } from '../../parts/page.ts'
import { faultNotice } from '../../parts/said.ts'
import { type FormPart, faultOf } from './form-part.ts'
import { keepLastControl, numberControl, zoneControl } from './form-pieces.ts'
import { scheduleControls } from './form-schedule.ts'
import { settingsSections } from './form-settings.ts'
import type { NounChoice, PlanFormView } from './form-view.ts'
import { previewPart } from './preview.ts'
import { fullTexts, type PlanTyped } from './typed.ts'

/** The form of a plan, simple or with all settings, and beside it what it would mean. */
export function planFormPage(view: PlanFormView, frame: PageFrame): Html {
  const say = planForm[frame.language]
  const { plan, kind } = view
  const address = plan === null ? '/plans' : `/plans/${plan.id}`
  const title = plan === null ? say.newTitle : fill(say.editTitle, { name: plan.name })
  const trail = [
    { label: planMessages[frame.language].title, href: '/plans' },
    ...(plan === null ? [] : [{ label: plan.name, href: address }]),
  ]
  const body = html`${pageHead({ title, trail, lead: say.newLead }, frame)}
${noticesOf(view, frame)}
<form id="plan-form" class="plan-form" method="post" action="${address}" novalidate>
<button class="hidden" type="submit" tabindex="-1" aria-hidden="true">${plan === null ? say.add : say.save}</button>
<input type="hidden" name="view" value="${kind}">
${seenInput(view.seen)}
${viewSwitch(view, `${address}/preview`, frame)}
<div class="columns">
<div>${sectionsOf(view, frame)}
<div class="actions"><button type="submit">${plan === null ? say.add : say.save}</button>
${linkButton({ href: address, label: pieces[frame.language].cancel })}</div></div>
<aside class="beside" aria-label="${planMessages[frame.language].preview.title}">${previewPart(view.preview, `${address}/preview`, frame)}</aside>
</div>
</form>`
  return layout({ title, body, isWide: true }, frame)
}

function noticesOf({ told = null, faults, isSimpleRefused }: PlanFormView, frame: PageFrame): Html {
  const say = planForm[frame.language]
  if (told !== null) return faultNotice(told, frame)
  if (Object.keys(faults).length > 0) return html`<p class="notice bad" role="alert">${pieces[frame.language].correct}</p>`
  return isSimpleRefused === true ? html`<p class="notice info" role="status">${say.notSimple}</p>` : html``
}

/** Buttons rather than links: what was typed goes along. */
function viewSwitch({ kind }: PlanFormView, address: string, { language }: PageFrame): Html {
  const { views } = planForm[language]
  const buttons = (['simple', 'full'] as const).map((one) => {
    const state = one === kind ? html`aria-current="true"` : html``
    return html`<li><button class="tab" type="submit" name="show" value="${one}" formaction="${address}" ${state}>${views[one]}</button></li>`
  })
  return html`<ul class="tabs" aria-label="${views.label}">${buttons}</ul>`
}

function sectionsOf(view: PlanFormView, frame: PageFrame): Html {
  const say = planForm[frame.language]
  const { kind, typed, faults } = view
  const part: FormPart = { texts: typed.texts, faults, frame }
  const isSimple = kind === 'simple'
  return html`<section class="card"><h2>${say.what}</h2>${nameAndLinks(view, part)}</section>
<section class="card"><h2>${say.when}</h2>${scheduleControls(part, isSimple ? 'simple' : 'backup')}${zoneControl(part)}
${isSimple ? '' : numberControl(part, 'jitterMinutes', { label: say.jitter, hint: say.jitterHint })}</section>
${isSimple ? html`<section class="card"><h2>${say.keep}</h2>${keepLastControl(part)}</section>${carried(typed)}` : settingsSections(view, part)}`
}

function nameAndLinks({ typed, sources, targets }: PlanFormView, part: FormPart): Html {
  const { frame } = part
  const say = planForm[frame.language]
  const name = { name: 'name', label: say.name, value: typed.texts.name, isRequired: true, error: faultOf(part, 'name') }
  return html`${textControl(name, frame)}
<div class="fields">
${links({ name: 'sources', label: say.sources, values: typed.sources, empty: say.noSources, add: say.addSource }, sources, part)}
${links({ name: 'targets', label: say.targets, values: typed.targets, empty: say.noTargets, add: say.addTarget }, targets, part)}
</div>`
}

interface Links {
  readonly name: 'sources' | 'targets'
  readonly label: string
  readonly values: readonly string[]
  readonly empty: string
  readonly add: string
}

/** Those chosen first and in their order: it is the order in which they are sent. */
function links({ name, label, values, empty, add }: Links, nouns: readonly NounChoice[], part: FormPart): Html {
  const chosen = values.flatMap((id) => nouns.filter((noun) => noun.id === id))
  const choices = [...chosen, ...nouns.filter(({ id }) => !values.includes(id))].map<Choice>(({ id, name: text }) => ({
    value: id,
    label: text,
  }))
  const hint = choices.length > 0 ? null : html`${empty} <a href="/${name}/new">${add}</a>`
  return choiceControl({ name, label, values, choices, isMany: true, hint, error: faultOf(part, name) })
}

/** What the simple view doesn't show, so that nothing of it is lost. */
function carried({ texts, assertions }: PlanTyped): Html {
  const hidden = fullTexts
    .filter((name) => name !== 'afterBackup' || texts[name] === 'on')
    .map((name) => html`<input type="hidden" name="${name}" value="${texts[name]}">`)
  return html`${hidden}${assertions.map((text) => html`<input type="hidden" name="assertions" value="${text}">`)}`
}
