import { html } from 'hono/html'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { nouns } from '../messages/nouns.ts'
import { pieces } from '../messages/pieces.ts'
import { targets } from '../messages/targets.ts'
import { translated } from '../sayings.ts'
import { checkControl, textControl } from './controls.ts'
import { notice, seenInput } from './form.ts'
import { type PluginFormView, pluginForm } from './plugin-form.ts'
import { faultNotice, said, type Told } from './said.ts'
import { type TrialView, trialRegion } from './trial.ts'

/** What is wrong with a field that every source or target has. */
export type OwnFault = 'taken' | { readonly message: string } | null

export type FormFault = 'fields' | 'elsewhere' | { readonly isTrial: boolean; readonly told: Told } | null

export interface NounFormView {
  /** The path of the list: forms are posted below it. */
  readonly base: '/sources' | '/targets'
  /** Null for one that is made now. */
  readonly id: string | null
  /** Which state of it the form was filled from; null for one that is made now. */
  readonly seen: string | null
  /** What it is called now, whatever was typed. */
  readonly shownName: string
  /** Where to go once it is kept, or if it is not wanted any more; null for where it belongs. */
  readonly next: string | null
  readonly plugin: { readonly name: string; readonly title: Readonly<Record<PageFrame['language'], string>> }
  readonly name: string
  readonly nameFault: OwnFault
  /** Below which path of a target everything of ours lies; null for a source. */
  readonly place: { readonly prefix: string; readonly fault: OwnFault } | null
  readonly form: PluginFormView
  readonly isProbed: boolean
  /** Whether a target may be another place than before: `asked` once it turned out to be one. */
  readonly rebinding: 'no' | 'asked' | 'on'
  /** What is wrong with the whole: only that something is marked below, that it is another place, what the test before saving met, or else what was refused. */
  readonly fault: FormFault
  readonly trial: TrialView | null
}

/** The form of a source or target, with the test of its connection. */
export function nounForm(view: NounFormView, frame: PageFrame): Html {
  const { base, id, plugin } = view
  const say = nouns[frame.language]
  const own = id === null ? '' : html`<input type="hidden" name="like" value="${id}">`
  const next = view.next === null ? '' : html`<input type="hidden" name="next" value="${view.next}">`
  return html`${faultOf(view, frame)}
<form class="card narrow-card" method="post" action="${id === null ? base : `${base}/${id}`}">
<input type="hidden" name="plugin" value="${plugin.name}">${own}${next}${seenInput(view.seen)}
${textControl({ name: 'name', label: say.name, hint: say.nameHint, value: view.name, isRequired: true, isFirst: id === null, error: ownFaultText(view.nameFault, frame) }, frame)}
${pluginForm(view.form, frame)}
${placeControl(view, frame)}
${checkControl({ name: 'probe', label: say.isProbed, hint: say.isProbedHint, isOn: view.isProbed })}
${rebindControl(view, frame)}
${trialRegion(view.trial, frame)}
<div class="actions"><button type="submit">${say.save}</button>
<button class="quiet" type="submit" formaction="${base}/test" formnovalidate title="${say.testing}" hx-post="${base}/test" hx-target="#report" hx-swap="innerHTML">${say.test}</button>
<a class="button quiet" href="${view.next ?? (id === null ? base : `${base}/${id}`)}">${pieces[frame.language].cancel}</a></div>
</form>`
}

function faultOf({ fault }: NounFormView, frame: PageFrame): Html {
  const say = nouns[frame.language]
  if (fault === null) return html``
  if (fault === 'fields') return notice(pieces[frame.language].correct, 'bad')
  if (fault === 'elsewhere') return notice(targets[frame.language].elsewhere, 'bad')
  if (!fault.isTrial) return faultNotice(fault.told, frame)
  const { message, remedy = null } = fault.told
  return html`<div class="notice bad" role="alert"><p><strong>${say.notSaved}</strong></p><p>${said(message, frame)}</p>
${remedy === null ? '' : html`<p>${said(remedy, frame)}</p>`}<p>${say.saveAnyway}</p></div>`
}

function placeControl({ place }: NounFormView, frame: PageFrame): Html {
  if (place === null) return html``
  const say = targets[frame.language]
  const control = { name: 'prefix', label: say.prefix, hint: say.prefixHint, value: place.prefix, placeholder: 'holdfast/' }
  return textControl({ ...control, error: ownFaultText(place.fault, frame) }, frame)
}

function rebindControl({ rebinding }: NounFormView, frame: PageFrame): Html {
  if (rebinding === 'no') return html``
  const say = targets[frame.language]
  return checkControl({ name: 'rebind', label: say.rebind, hint: say.rebindHint, isOn: rebinding === 'on' })
}

function ownFaultText(fault: OwnFault, { language }: PageFrame): string | null {
  if (fault === null) return null
  return fault === 'taken' ? nouns[language].nameTaken : translated(fault.message, language)
}
