import { html } from 'hono/html'
import type { RestorePlan } from '../../../server/domain/restore.ts'
import { counted } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { restorePlan } from '../../messages/restore-plan.ts'
import { textControl } from '../../parts/controls.ts'
import { linkButton } from '../../parts/page.ts'
import { said } from '../../parts/said.ts'
import type { CheckView } from './check-view.ts'
import { stepAddress } from './choices.ts'
import { planFacts, tableChanges } from './plan.ts'
import { stepHead } from './steps.ts'

/** The last step: what will happen, what is in the way, and the confirmation. */
export function checkPage(view: CheckView, frame: PageFrame): Html {
  const { choices, plan } = view
  const say = restorePlan[frame.language]
  const isBlocked = plan.problems.length > 0
  const head = isBlocked ? { title: say.blocked, lead: say.blockedLead } : { title: say.title, lead: say.lead }
  const body = html`${stepHead('check', choices, { head, frame })}
${isBlocked ? problems(view, frame) : ''}
${warnings(plan, frame)}
<div class="columns"><div>${planFacts(view, frame)}</div><div>${tableChanges(plan.tables, frame)}</div></div>
${isBlocked ? '' : html`<div class="columns">${confirm(view, frame)}</div>`}`
  return layout({ title: head.title, body, isWide: true }, frame)
}

function problems({ choices, plan }: CheckView, frame: PageFrame): Html {
  const say = restorePlan[frame.language]
  const items = plan.problems.map(
    ({ message, remedy }) => html`<li><strong>${said(message, frame)}</strong><br>${said(remedy, frame)}</li>`,
  )
  const actions = [
    linkButton({ href: stepAddress('where', choices), label: say.change, kind: 'main' }),
    linkButton({ href: stepAddress('check', choices), label: say.again }),
  ]
  return html`<section class="notice bad" role="alert" aria-label="${say.problems}"><ul class="consequences">${items}</ul></section><div class="actions after">${actions}</div>`
}

function warnings({ warnings: all, tables }: RestorePlan, frame: PageFrame): Html {
  const say = restorePlan[frame.language]
  const removed = tables?.removed.count ?? 0
  const items = [
    ...(removed > 0 ? [html`${counted(say.removes, { count: removed }, frame)}`] : []),
    ...all.map((warning) => said(warning, frame)),
  ]
  if (items.length === 0) return html``
  return html`<section class="notice warn" aria-label="${say.warnings}"><ul class="consequences">${items.map((item) => html`<li>${item}</li>`)}</ul></section>`
}

function confirm({ choices, plan, typed }: CheckView, frame: PageFrame): Html {
  const say = restorePlan[frame.language].confirm
  const { safety, destination } = plan
  const meaning = safety.isMade ? say.undoable : destination.holdsData === false ? say.fresh : say.final
  const control = {
    name: 'confirm',
    label: say.type,
    value: typed ?? '',
    hint: html`${nameIn(say.name, destination.name)}`,
    error: typed === null || typed.trim() === destination.name ? null : say.mismatch,
    isRequired: true,
    isFirst: typed !== null,
  }
  return html`<section class="card"><h2>${say.title}</h2><p>${meaning}</p>
<form method="post" action="${stepAddress('check', choices)}" novalidate>
${textControl(control, frame)}
<div class="actions"><button class="danger" type="submit">${say.start}</button>
<a class="button quiet" href="${stepAddress('where', choices)}">${restorePlan[frame.language].change}</a></div>
</form></section>`
}

/** The name as it is to be typed, apart from the sentence around it. */
function nameIn(sentence: string, name: string): Html {
  const [before = '', after = ''] = sentence.split('{name}')
  return html`${before}<code>${name}</code>${after}`
}
