import { html } from 'hono/html'
import { counted, number } from '../format.ts'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import type { Language } from '../language.ts'
import { fill } from '../messages/fill.ts'
import { pieces } from '../messages/pieces.ts'
import { pluginForm as messages } from '../messages/plugin-form.ts'
import { translated } from '../sayings.ts'
import { type Choice, type Control, checkControl, linesControl, selectControl, textControl } from './controls.ts'
import { orderedChoiceControl } from './ordered-choice.ts'

type Said = Readonly<Record<Language, string>>

/** One field of a plugin's configuration, as the plugin house describes it. */
export interface PluginField {
  readonly name: string
  readonly kind: 'text' | 'number' | 'boolean' | 'choice' | 'list'
  readonly title: Said
  readonly help: Said | null
  readonly placeholder: string | null
  readonly secret: boolean
  readonly advanced: boolean
  readonly required: boolean
  readonly initial: unknown
  readonly choices: readonly string[]
  readonly minimum: number | null
  readonly maximum: number | null
}

/** What is wrong with a field: one of the usual faults, or what the plugin says of it in English. */
export type FieldFault =
  | { readonly code: 'required' | 'again' | 'number' | 'integer' | 'choice' | 'format' | 'wrong' }
  | { readonly code: 'small' | 'large' | 'short' | 'long' | 'few' | 'many'; readonly limit: number }
  | { readonly message: string }

/** What stands in a form: what is kept or what was typed, what is wrong with it, and which secrets are kept. Never a secret itself. */
export interface PluginFormState {
  /** By the names of the fields; the default stands where there is nothing. */
  readonly values: Readonly<Record<string, unknown>>
  readonly errors: Readonly<Record<string, FieldFault>>
  readonly kept: readonly string[]
  /** The kept secrets that are to be removed; none if absent. */
  readonly forgotten?: readonly string[]
}

export interface PluginFormView extends PluginFormState {
  readonly fields: readonly PluginField[]
  /** Stands before the name of each field, so that a page may have other fields too. */
  readonly prefix: string
  /** What may be chosen for a list, by the name of its field; a list that isn't here is typed, one a line. */
  readonly options?: Readonly<Record<string, readonly Choice[]>>
}

type Manner = Pick<PageFrame, 'language'>

/** The fields of a plugin's configuration. What few people need stands behind a word that opens it. */
export function pluginForm(view: PluginFormView, frame: Manner): Html {
  const isBehind = ({ advanced, required }: PluginField) => advanced && !required
  const front = view.fields.filter((field) => !isBehind(field))
  const behind = view.fields.filter(isBehind)
  const isOpen = behind.some(({ name }) => view.errors[name] !== undefined)
  return html`${front.map((field) => pluginField(field, view, frame))}
${behind.length === 0 ? '' : html`<details class="field" ${isOpen ? html`open` : ''}><summary>${pieces[frame.language].advanced}</summary>${behind.map((field) => pluginField(field, view, frame))}</details>`}`
}

function pluginField(field: PluginField, view: PluginFormView, frame: Manner): Html {
  const { language } = frame
  const fault = view.errors[field.name]
  const control: Control = {
    name: `${view.prefix}${field.name}`,
    label: field.title[language],
    hint: hintOf(field, view, frame),
    error: fault === undefined ? null : faultText(fault, frame),
    isRequired: field.required && !view.kept.includes(field.name),
  }
  if (field.secret) {
    const isOn = view.forgotten?.includes(field.name) === true
    return html`${secretControl(control, frame)}${view.kept.includes(field.name) && !field.required ? forgetControl(control, isOn, frame) : ''}`
  }
  const value = view.values[field.name] ?? field.initial
  const choices = view.options?.[field.name]
  switch (field.kind) {
    case 'boolean':
      return checkControl({ ...control, isRequired: false, isOn: value === true })
    case 'choice':
      return selectControl({ ...control, ...choiceOf(field, value, language) }, frame)
    case 'list':
      return choices === undefined
        ? linesControl({ ...control, value: linesOf(value) }, frame)
        : orderedChoiceControl({ ...control, isRequired: false, values: linesOf(value).split('\n'), choices }, frame)
    default:
      return textControl({ ...control, ...textOf(field, value) }, frame)
  }
}

/** What is kept is never sent to a browser, so its field is empty. */
function secretControl(control: Control, frame: Manner): Html {
  return textControl({ ...control, type: 'password', autocomplete: 'new-password' }, frame)
}

function forgetControl({ name }: Control, isOn: boolean, { language }: Manner): Html {
  return checkControl({ name: `${name}.forget`, label: messages[language].forget, isOn })
}

function choiceOf({ choices, required, initial }: PluginField, value: unknown, language: Language) {
  const empty = required ? pieces[language].choose : messages[language].notSet
  return {
    value: typeof value === 'string' ? value : '',
    choices: choices.map((choice) => ({ value: choice, label: choice })),
    ...(initial === null ? { empty } : {}),
  }
}

function textOf({ kind, placeholder, minimum, maximum }: PluginField, value: unknown) {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  return kind === 'number'
    ? ({ value: text, type: 'number', step: 'any', placeholder, minimum, maximum } as const)
    : { value: text, placeholder }
}

function linesOf(value: unknown): string {
  return Array.isArray(value) ? value.join('\n') : typeof value === 'string' ? value : ''
}

function hintOf({ kind, help, initial, secret, name }: PluginField, { kept, options }: PluginFormView, { language }: Manner): Html | null {
  const say = pieces[language]
  const hasDefault = (kind === 'text' || kind === 'number') && !secret && initial !== null && initial !== ''
  const parts = [
    ...(help === null ? [] : [help[language]]),
    ...(kind !== 'list' ? [] : [options?.[name] === undefined ? say.onePerLine : messages[language].order]),
    ...(hasDefault ? [fill(say.theDefault, { value: String(initial) })] : []),
    ...(secret && kept.includes(name) ? [say.secretKept] : []),
  ]
  return parts.length === 0 ? null : html`${parts.join(language === 'zh-CN' ? '' : ' ')}`
}

/** What is wrong with a field, in the language of the page. */
export function faultText(fault: FieldFault, frame: Manner): string {
  if ('message' in fault) return translated(fault.message, frame.language)
  const { faults } = messages[frame.language]
  if (!('limit' in fault)) return faults[fault.code]
  const text = faults[fault.code]
  return typeof text === 'string' ? fill(text, { limit: number(fault.limit, frame) }) : counted(text, { count: fault.limit }, frame)
}
