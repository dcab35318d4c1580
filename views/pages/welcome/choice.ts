import { html } from 'hono/html'
import { bytes, counted } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { fill } from '../../messages/fill.ts'
import { welcome } from '../../messages/welcome.ts'
import { choiceControl } from '../../parts/controls.ts'
import { notice } from '../../parts/form.ts'
import { emptyState, linkButton } from '../../parts/page.ts'
import { faultNotice, said, type Told } from '../../parts/said.ts'
import { type StepName, stepActions, stepPage } from './step.ts'

export interface Subject {
  readonly id: string
  readonly name: string
  /** The name of its plugin. */
  readonly kind: string
  /** Where it is, as far as that says something; nothing secret. */
  readonly place: string | null
}

/** What a test said; null before there was one. */
export type Trial = { readonly latencyMs: number | null; readonly freeBytes: number | null } | Told

export interface ChoiceStepView {
  readonly step: 'target' | 'source'
  readonly done: ReadonlySet<StepName>
  readonly subjects: readonly Subject[]
  readonly chosenId: string | null
  /** Whether what was sent names none of them. */
  readonly isChoiceWrong: boolean
  /** Why it wasn't taken. */
  readonly refusal: Told | null
  readonly trial: Trial | null
}

/** Which target, or which source, the first backup is made of. */
export function choiceStep(view: ChoiceStepView, frame: PageFrame): Html {
  const say = welcome[frame.language]
  const { step, done, subjects } = view
  const isTarget = step === 'target'
  const adding = linkButton({
    href: `/${step}s/new?${nextAfter(step)}`,
    label: isTarget ? say.targetAdd : say.sourceAdd,
    sign: 'add',
  })
  const none = emptyState(isTarget ? 'targets' : 'sources', isTarget ? say.noTargets : say.noSources, [adding])
  const body = html`${faultNotice(view.refusal, frame)}
${subjects.length === 0 ? none : ''}
<form class="card" method="post" action="/welcome/${step}">
${subjects.length === 0 ? '' : choiceFields(view, frame)}
${stepActions({ step, skip: say.skip, more: subjects.length === 0 ? html`` : testButton(step, frame) }, frame)}
</form>
${subjects.length === 0 ? '' : html`<p class="soft">${isTarget ? say.targetReady : say.sourceReady}</p><div class="actions">${changing(view, frame)}${adding}</div>`}`
  return stepPage({ step, done, lead: isTarget ? say.targetLead : say.sourceLead, body }, frame)
}

function choiceFields({ step, subjects, chosenId, isChoiceWrong, trial }: ChoiceStepView, frame: PageFrame): Html {
  const say = welcome[frame.language]
  const isTarget = step === 'target'
  const choices = subjects.map(({ id, name, kind, place }) => {
    const hint = kind === 'settings' ? say.ownSettings : place === null ? kind : `${kind} · ${place}`
    return { value: id, label: name, hint }
  })
  const error = isChoiceWrong ? chooseWords(step, frame) : null
  const label = isTarget ? say.targetChoice : say.sourceChoice
  // With scripts the one that stands there is tried at once.
  const trying = trial === null ? html`hx-post="/welcome/${step}" hx-vals='{"action":"test"}' hx-trigger="load"` : ''
  return html`${choiceControl({ name: 'choice', label, values: chosenId === null ? [] : [chosenId], choices, error })}
<div id="trial" class="trial" role="status" ${trying}>${trial === null ? '' : trialPart(trial, frame)}</div>`
}

function chooseWords(step: StepName, { language }: PageFrame): string {
  const say = welcome[language]
  return step === 'target' ? say.chooseTarget : say.chooseSource
}

/** In place of the result of a test, where what was chosen is gone. */
export function wrongChoicePart(step: StepName, frame: PageFrame): Html {
  return notice(chooseWords(step, frame), 'bad')
}

function testButton(step: StepName, { language }: PageFrame): Html {
  return html`<button class="quiet" type="submit" name="action" value="test" hx-post="/welcome/${step}" hx-target="#trial" hx-swap="innerHTML">${welcome[language].test}</button>`
}

function changing({ step, chosenId }: ChoiceStepView, { language }: PageFrame): Html {
  if (step !== 'target' || chosenId === null) return html``
  return linkButton({ href: `/targets/${chosenId}/edit?${nextAfter(step)}`, label: welcome[language].targetChange, sign: 'edit' })
}

/** Whoever goes to add or change one comes back here. */
function nextAfter(step: ChoiceStepView['step']): URLSearchParams {
  return new URLSearchParams({ next: `/welcome/${step}` })
}

/** What came of a test. */
export function trialPart(trial: Trial, frame: PageFrame): Html {
  const say = welcome[frame.language]
  if ('message' in trial) {
    const remedy = trial.remedy ?? null
    return html`<div class="notice bad"><p>${say.notAnswering}</p><p>${said(trial.message, frame)}</p>${remedy === null ? '' : html`<p>${said(remedy, frame)}</p>`}</div>`
  }
  const { latencyMs, freeBytes } = trial
  const answer = latencyMs === null ? say.works : counted(say.answers, { count: Math.max(1, Math.round(latencyMs)) }, frame)
  return html`<div class="notice good"><p>${answer}</p>${freeBytes === null ? '' : html`<p>${fill(say.free, { size: bytes(freeBytes, frame) })}</p>`}</div>`
}
