import { z } from 'zod'
import type { AnyPlugin } from '../../../plugins/contract.ts'
import type { Failure } from '../../../plugins/failure.ts'
import type { PageFrame } from '../../../views/frame.ts'
import type { Choice } from '../../../views/parts/controls.ts'
import type { FormFault, NounFormView, OwnFault } from '../../../views/parts/noun-form.ts'
import type { PluginFormState } from '../../../views/parts/plugin-form.ts'
import type { TrialView } from '../../../views/parts/trial.ts'
import { formOf } from '../../plugins/form.ts'
import { loadOrNull, pluginLoader } from '../../services/redaction.ts'
import type { Call } from '../call.ts'
import { configPrefix, isOfTrial, ownFault, toldOf, trialFault, wrongForm } from './nouns.ts'
import { readFields, wayBack } from './page.ts'
import {
  blankPluginForm,
  keptPluginForm,
  type PostedPluginForm,
  pluginFaults,
  postedPluginForm,
  readPluginForm,
  schemaFaults,
} from './plugin-form.ts'
import { seenField, seenOf } from './seen.ts'

type Config = Readonly<Record<string, unknown>>

/** Where an address says that the form leads once it is kept. */
export const nextText = z.string().max(400).optional().catch(undefined)

/** A source or target as it is kept, and as it may be shown. */
export interface KeptNoun {
  readonly id: string
  readonly name: string
  readonly config: Config
  readonly updatedAt: Date
  /** Of a target. */
  readonly prefix?: string
}

/** What a form of a source or target sent. */
export interface PostedNoun {
  readonly plugin: AnyPlugin
  readonly name: string
  readonly prefix: string
  readonly isProbed: boolean
  readonly isRebound: boolean
  /** Which state of it the form was filled from, if it says so. */
  readonly seen: string | null
  /** Where to go once it is kept; null for its own page. */
  readonly next: string | null
  readonly read: PostedPluginForm
}

/** What was posted about a new one, or about the one that is kept; `keptBy` is told which one the form names. Null where its plugin is not installed, or none was named. */
export async function readNoun(
  call: Call,
  kind: AnyPlugin['kind'],
  keptBy: (like: string | null) => Promise<(KeptNoun & { readonly plugin: string }) | null>,
): Promise<{ readonly posted: PostedNoun; readonly kept: KeptNoun | null } | null> {
  const fields = await readFields(call)
  const kept = await keptBy(fields.get('like'))
  const name = kept?.plugin ?? fields.get('plugin') ?? ''
  const plugin = await loadOrNull(pluginLoader(call.house.installation.registry, kind, name))
  if (plugin === null) return null
  const read = readPluginForm(plugin, fields, { prefix: configPrefix, isChange: kept !== null })
  const own = { name: fields.get('name') ?? '', prefix: fields.get('prefix') ?? '', seen: fields.get(seenField) }
  return {
    kept,
    posted: { plugin, ...own, isProbed: fields.has('probe'), isRebound: fields.has('rebind'), next: wayBack(fields.get('next')), read },
  }
}

export interface FormParts {
  readonly base: NounFormView['base']
  readonly plugin: AnyPlugin
  readonly kept: KeptNoun | null
  /** What was typed; null before anything was. */
  readonly posted: PostedNoun | null
  /** Where to go once it is kept, as long as nothing was posted. */
  readonly next?: string | null
  readonly options?: Readonly<Record<string, readonly Choice[]>>
}

/** A form that nothing is wrong with yet. */
export function formView({ base, plugin, kept, posted, next = null, options = {} }: FormParts): NounFormView {
  const state = stateOf(plugin, kept, posted)
  const prefix = posted?.prefix ?? kept?.prefix ?? ''
  return {
    base,
    id: kept?.id ?? null,
    seen: kept === null ? null : (posted?.seen ?? seenOf(kept)),
    shownName: kept?.name ?? '',
    next: posted === null ? next : posted.next,
    plugin: { name: plugin.name, title: plugin.title },
    name: posted?.name ?? kept?.name ?? '',
    nameFault: null,
    place: base === '/targets' ? { prefix, fault: null } : null,
    form: { fields: formOf(plugin), prefix: configPrefix, options, ...state },
    isProbed: posted?.isProbed ?? true,
    rebinding: posted?.isRebound === true ? 'on' : 'no',
    fault: null,
    trial: null,
  }
}

function stateOf(plugin: AnyPlugin, kept: KeptNoun | null, posted: PostedNoun | null): PluginFormState {
  const state = kept === null ? blankPluginForm : keptPluginForm(plugin, kept.config)
  return posted === null ? state : postedPluginForm(posted.read, {}, state.kept)
}

/** The same form with what was refused: beside the fields that are meant, and above it. */
export function refusedForm(parts: FormParts & { readonly posted: PostedNoun }, failure: Failure): NounFormView {
  const view = formView(parts)
  const refused = { plugin: parts.plugin, config: parts.posted.read.config, kept: parts.kept?.config ?? {} }
  const errors = { ...schemaFaults(refused), ...pluginFaults(failure, refused) }
  const form = { ...view.form, errors: { ...view.form.errors, ...errors } }
  const nameFault = ownFault(failure, 'name', form)
  const place = view.place === null ? null : { ...view.place, fault: prefixFault(failure, parts.posted) }
  const isMarked = Object.keys(errors).length > 0 || nameFault !== null || (place !== null && place.fault !== null)
  const isElsewhere = failure.code === 'conflict' && 'identity' in failure.detail
  const rebinding = view.rebinding === 'no' && isElsewhere ? 'asked' : view.rebinding
  return { ...view, form, nameFault, place, rebinding, fault: faultOf(failure, { isMarked, isElsewhere }) }
}

/** A path that can't be one is refused as what it is made into, and names no field. */
function prefixFault(failure: Failure, { prefix }: PostedNoun): OwnFault {
  const isMeant = failure.code === 'invalid' && !isOfTrial(failure) && !('fields' in failure.detail) && prefix !== ''
  return isMeant ? { message: failure.message } : null
}

function faultOf(failure: Failure, { isMarked, isElsewhere }: { readonly isMarked: boolean; readonly isElsewhere: boolean }): FormFault {
  if (isOfTrial(failure)) return { isTrial: true, told: { message: failure.message, remedy: failure.remedy } }
  if (isElsewhere) return 'elsewhere'
  return isMarked ? 'fields' : { isTrial: false, told: toldOf(failure) }
}

/** The form of what was changed since it was opened: sent once more, it is kept. */
export function outdatedForm(parts: FormParts & { readonly kept: KeptNoun }, outdated: Failure): NounFormView {
  return { ...formView(parts), seen: seenOf(parts.kept), fault: { isTrial: false, told: toldOf(outdated) } }
}

/** The form with what the test of it met, which is no refusal. */
export function triedForm(parts: FormParts & { readonly posted: PostedNoun }, failure: Failure, frame: PageFrame): NounFormView {
  if (isOfTrial(failure)) return { ...formView(parts), trial: trialFault(failure) }
  const view = { ...refusedForm(parts, failure), fault: null }
  return { ...view, trial: wrongForm(failure, view.form, frame) }
}

/** The same with its report. */
export function answeredForm(parts: FormParts & { readonly posted: PostedNoun }, trial: TrialView): NounFormView {
  return { ...formView(parts), trial }
}
