import { html } from 'hono/html'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { pieces } from '../messages/pieces.ts'

/** What every control has. Its id is its name. */
export interface Control {
  readonly name: string
  readonly label: string
  readonly hint?: string | Html | null
  /** What is wrong with what was given. */
  readonly error?: string | null | undefined
  readonly isRequired?: boolean
}

export interface TextControl extends Control {
  readonly value?: string
  readonly type?: 'text' | 'password' | 'number' | 'email' | 'url' | 'search' | 'time' | 'date' | 'datetime-local'
  readonly placeholder?: string | null
  readonly autocomplete?: string
  readonly minimum?: number | null
  readonly maximum?: number | null
  readonly step?: number | 'any'
  /** The id of a list of suggestions. */
  readonly list?: string
  readonly isFirst?: boolean
}

/** A line of text, or a number. */
export function textControl(control: TextControl, frame: Pick<PageFrame, 'language'>): Html {
  const { name, value = '', type = 'text', placeholder, autocomplete = 'off', minimum, maximum, step, list } = control
  const input = html`<input id="${name}" name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete}" autocapitalize="none" spellcheck="false"
${optional('placeholder', placeholder)} ${optional('min', minimum)} ${optional('max', maximum)} ${optional('step', step)} ${optional('list', list)}
${control.isFirst === true ? html`autofocus` : ''} ${stateOf(control)}>`
  return framed(control, input, frame)
}

/** Several lines of text. */
export function linesControl(
  control: Control & { readonly value?: string; readonly rows?: number },
  frame: Pick<PageFrame, 'language'>,
): Html {
  const { name, value = '', rows = 4 } = control
  // The first line break of a text area is dropped by browsers: this one is theirs.
  const input = html`<textarea id="${name}" name="${name}" rows="${rows}" spellcheck="false" ${stateOf(control)}>
${value}</textarea>`
  return framed(control, input, frame)
}

export interface Choice {
  readonly value: string
  readonly label: string
  readonly hint?: string
  readonly isDisabled?: boolean
}

/** One of several, in a list that opens. `empty` is what stands for nothing chosen; absent where something must be. */
export function selectControl(
  control: Control & { readonly value?: string; readonly choices: readonly Choice[]; readonly empty?: string },
  frame: Pick<PageFrame, 'language'>,
): Html {
  const { name, value = '', choices, empty } = control
  const options = choices.map((choice) => {
    const state = html`${choice.value === value ? html`selected` : ''} ${choice.isDisabled === true ? html`disabled` : ''}`
    return html`<option value="${choice.value}" ${state}>${choice.label}</option>`
  })
  const first = empty === undefined ? '' : html`<option value="">${empty}</option>`
  return framed(control, html`<select id="${name}" name="${name}" ${stateOf(control)}>${first}${options}</select>`, frame)
}

/** Yes or no. Sends `on` for yes, and nothing for no. */
export function checkControl(control: Control & { readonly isOn: boolean; readonly value?: string; readonly id?: string }): Html {
  const { name, label, isOn, value = 'on', id = name } = control
  return html`<div class="field check"><label><input id="${id}" name="${name}" type="checkbox" value="${value}" ${isOn ? html`checked` : ''} ${stateOf(control)}>
<span>${label}</span></label>${notesOf(control)}</div>`
}

/** One or several of a few, all of them to be seen. */
export function choiceControl(
  control: Control & { readonly values: readonly string[]; readonly choices: readonly Choice[]; readonly isMany?: boolean },
): Html {
  const { name, label, values, choices, isMany = false } = control
  const type = isMany ? 'checkbox' : 'radio'
  const options = choices.map(({ value, label: text, hint, isDisabled }, at) => {
    const state = html`${values.includes(value) ? html`checked` : ''} ${isDisabled === true ? html`disabled` : ''}`
    const id = at === 0 ? name : `${name}-${at}`
    return html`<label class="choice"><input id="${id}" name="${name}" type="${type}" value="${value}" ${state}><span>${text}${hint === undefined ? '' : html`<small>${hint}</small>`}</span></label>`
  })
  return html`<fieldset class="field choices" ${describedBy(control)}><legend>${label}</legend>${options}${notesOf(control)}</fieldset>`
}

function framed(control: Control, input: Html, { language }: Pick<PageFrame, 'language'>): Html {
  const { name, label, isRequired = false } = control
  const mark = isRequired ? '' : html` <small>${pieces[language].optional}</small>`
  return html`<div class="field"><label for="${name}">${label}${mark}</label>${input}${notesOf(control)}</div>`
}

/** What is wrong with a control, and its hint. */
export function notesOf({ name, hint, error }: Control): Html {
  return html`${hasText(error) ? html`<p class="fault" id="${name}-error">${error}</p>` : ''}
${hint === undefined || hint === null || hint === '' ? '' : html`<p class="hint" id="${name}-hint">${hint}</p>`}`
}

function stateOf(control: Control): Html {
  return html`${control.isRequired === true ? html`required` : ''} ${hasText(control.error) ? html`aria-invalid="true"` : ''} ${describedBy(control)}`
}

/** What stands below a control is read out with it. */
export function describedBy({ name, hint, error }: Control): Html {
  const ids = [
    ...(hasText(error) ? [`${name}-error`] : []),
    ...(hint === undefined || hint === null || hint === '' ? [] : [`${name}-hint`]),
  ]
  return ids.length === 0 ? html`` : html`aria-describedby="${ids.join(' ')}"`
}

function hasText(text: string | null | undefined): boolean {
  return text !== null && text !== undefined && text !== ''
}

function optional(attribute: string, value: string | number | null | undefined): Html {
  return value === null || value === undefined ? html`` : html`${attribute}="${value}"`
}
