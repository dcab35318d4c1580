import { type RestoreChoices, subjectParameters } from '../../../../views/pages/restore/choices.ts'
import { type WhatView, whatPage } from '../../../../views/pages/restore/what.ts'
import type { Source } from '../../../domain/source.ts'
import type { Call } from '../../call.ts'
import { sayingOf, statusOf } from '../../failure.ts'
import { frameOf, pageResponse, refusalOf } from '../page.ts'
import { choicesIn } from './choices.ts'
import { chooseResponse, queryOf } from './choose.ts'
import { type Subject, subjectOf } from './subject.ts'

const shownMax = 200
/** What an address may hold of chosen names: servers and browsers take little more than twice of it. */
const chosenBytesMax = 6000

/** A step after the first: what is restored is there. */
export interface Way {
  readonly choices: RestoreChoices
  readonly subject: Subject
  readonly sources: readonly Source[]
}

/** What was chosen so far; a page that says why where that can't be. */
export async function wayOf(call: Call): Promise<Way | Response> {
  const choices = choicesIn(queryOf(call))
  const sources = await call.house.sources.list()
  try {
    const subject = await subjectOf(call, choices, sources)
    return subject === null ? await chooseResponse(call, null) : { choices, subject, sources }
  } catch (error) {
    const refusal = refusalOf(error)
    return chooseResponse(call, sayingOf(refusal), statusOf(refusal))
  }
}

/** How much of it. */
export async function what(call: Call): Promise<Response> {
  const way = await wayOf(call)
  return way instanceof Response ? way : whatResponse(call, way, null)
}

/** The second step, also where a later one finds that nothing or too much was chosen. */
export async function whatResponse(call: Call, { choices, subject }: Way, fault: WhatView['fault']): Promise<Response> {
  const frame = frameOf(call.context, call.principal)
  const find = (queryOf(call).get('find') ?? '').trim()
  const view = { subject: subject.shown, choices, find, tables: tickable(subject, choices, find), fault }
  return pageResponse(whatPage(view, frame), frame, { status: fault === null ? 200 : 400 })
}

/** What is wrong with how much was chosen. */
export function extentFault({ choices, subject }: Way): WhatView['fault'] {
  if (!choices.isSome || subject.shown.picker === 'none') return null
  if (choices.tables.length === 0) return 'noneChosen'
  return String(new URLSearchParams(subjectParameters(choices))).length > chosenBytesMax ? 'tooMany' : null
}

/** Those chosen stay where they can be seen, so that whoever looks for another does not lose them. */
function tickable({ shown }: Subject, { tables }: RestoreChoices, find: string): WhatView['tables'] {
  const chosen = new Set(tables)
  const text = find.toLowerCase()
  const fitting = shown.tables.filter(({ name }) => text === '' || name.toLowerCase().includes(text) || chosen.has(name))
  if (fitting.length <= shownMax) return fitting
  const first = fitting.filter(({ name }) => chosen.has(name))
  return [...first, ...fitting.filter(({ name }) => !chosen.has(name))].slice(0, Math.max(shownMax, first.length))
}
