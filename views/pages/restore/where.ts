import { html } from 'hono/html'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { restore } from '../../messages/restore.ts'
import { choiceControl, selectControl } from '../../parts/controls.ts'
import { emptyState, linkButton } from '../../parts/page.ts'
import { type PluginFormView, pluginForm } from '../../parts/plugin-form.ts'
import { faultNotice, type Told } from '../../parts/said.ts'
import { type RestoreChoices, subjectParameters } from './choices.ts'
import { hiddenFields, stepHead } from './steps.ts'
import type { RestoreSubject } from './subject.ts'
import { subjectCard } from './what.ts'

/** A dialect of which a new place could be restored to. */
export interface PlaceForm {
  readonly dialect: string
  readonly title: Readonly<Record<PageFrame['language'], string>>
  readonly form: PluginFormView
  /** Whether some of its fields are secret, and therefore missing. */
  readonly hasSecrets: boolean
}

export interface WhereView {
  readonly subject: RestoreSubject
  readonly choices: RestoreChoices
  readonly origin: { readonly id: string; readonly name: string } | null
  readonly others: readonly { readonly id: string; readonly name: string; readonly dialect: string }[]
  readonly places: readonly PlaceForm[]
  readonly fault: Told | null
  readonly errors: { readonly to?: 'choose'; readonly source?: 'chooseSource' }
}

type Say = (typeof restore)['en']['where']

/** The third step: where to, and what becomes of what is there. */
export function wherePage(view: WhereView, frame: PageFrame): Html {
  const { subject, choices, fault, origin, others, places } = view
  const say = restore[frame.language].where
  const isNowhere = origin === null && others.length === 0 && places.length === 0
  const form = html`<form class="card" method="get" action="/restore/check" novalidate>
${hiddenFields(subjectParameters(choices))}
${destination(view, frame)}
${existing(view, say)}
${safety(choices, say)}
<div class="actions"><button type="submit">${say.next}</button></div>
</form>`
  const nowhere = html`<div class="card">${emptyState('sources', say.nowhere, [linkButton({ href: '/sources/new', label: say.addSource, kind: 'main' })])}</div>`
  const body = html`${stepHead('where', choices, { head: { title: say.title }, frame })}
${faultNotice(fault, frame)}
${subjectCard(subject, choices, frame)}
${isNowhere ? nowhere : form}`
  return layout({ title: say.title, body, isWide: true }, frame)
}

/** What belongs to a choice stands below it, and is there only while it is chosen. */
function destination({ choices, origin, others, places, errors }: WhereView, frame: PageFrame): Html {
  const say = restore[frame.language].where
  const error = errors.to === undefined ? '' : html`<p class="fault" id="to-error">${say[errors.to]}</p>`
  const described = errors.to === undefined ? '' : html`aria-describedby="to-error"`
  const option = (value: string, text: { label: string; hint: string }, inner: Html | '') =>
    html`<div class="option"><label class="choice"><input type="radio" name="to" value="${value}" ${choices.to === value ? html`checked` : ''}><span>${text.label}<small>${text.hint}</small></span></label>${inner === '' ? '' : html`<div class="option-body">${inner}</div>`}</div>`
  const list = others.map(({ id, name, dialect }) => ({ value: id, label: `${name} (${dialect})` }))
  const other = {
    name: 'source',
    label: say.otherSource,
    value: choices.source,
    choices: list,
    empty: say.chooseSource,
    isRequired: true,
    error: errors.source === undefined ? null : say[errors.source],
  }
  return html`<fieldset class="field choices" ${described}><legend>${say.destination}</legend>
${origin === null ? '' : option('origin', { label: fill(say.origin, { name: origin.name }), hint: say.originHint }, '')}
${others.length === 0 ? '' : option('other', { label: origin === null ? say.anySource : say.elsewhere, hint: say.elsewhereHint }, selectControl(other, frame))}
${places.map((place) => option(`new:${place.dialect}`, { label: fill(say.place, { dialect: place.title[frame.language] }), hint: say.placeHint }, placeFields(place, frame)))}
${places.length === 0 ? html`<p class="hint">${say.onlySources}</p>` : ''}${error}</fieldset>`
}

function placeFields({ form, hasSecrets }: PlaceForm, frame: PageFrame): Html {
  const say = restore[frame.language].where
  return html`${hasSecrets ? html`<p class="hint">${say.noSecrets} <a href="/sources/new">${say.addSource}</a></p>` : ''}${pluginForm(form, frame)}`
}

/** A source is mostly wanted back as it was; what lies at a new place is mostly there by mistake. */
function existing({ choices, places, origin, others }: WhereView, say: Say): Html {
  const all = [
    { value: 'replace', label: say.replace, hint: say.replaceHint },
    { value: 'refuse', label: say.refuse, hint: say.refuseHint },
    { value: 'keep', label: say.keep, hint: say.keepHint },
  ]
  const hasSources = origin !== null || others.length > 0
  return html`${hasSources ? html`<div class="for-source">${choiceControl({ name: 'existing', label: say.existing, values: [choices.existing], choices: all })}</div>` : ''}
${places.length === 0 ? '' : html`<div class="for-place">${choiceControl({ name: 'placeExisting', label: say.existing, values: [choices.placeExisting], choices: all })}</div>`}`
}

function safety({ isSafe }: RestoreChoices, say: Say): Html {
  const choices = [
    { value: 'yes', label: say.safe, hint: say.safeHint },
    { value: 'no', label: say.unsafe, hint: say.unsafeHint },
  ]
  return choiceControl({ name: 'safe', label: say.safety, values: [isSafe ? 'yes' : 'no'], choices })
}
