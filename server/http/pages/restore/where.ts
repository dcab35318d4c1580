import type { AnyPlugin, DialectPlugin } from '../../../../plugins/contract.ts'
import type { Failure } from '../../../../plugins/failure.ts'
import { isNewPlace, placePrefix, type RestoreChoices } from '../../../../views/pages/restore/choices.ts'
import { type PlaceForm, type WhereView, wherePage } from '../../../../views/pages/restore/where.ts'
import type { PluginFormState } from '../../../../views/parts/plugin-form.ts'
import { bundleDialect } from '../../../domain/chain.ts'
import type { Source } from '../../../domain/source.ts'
import { formOf } from '../../../plugins/form.ts'
import { loneMemberOf } from '../../../services/restore-member.ts'
import { namedInBody } from '../../api/noun-trial.ts'
import type { Call } from '../../call.ts'
import { sayingOf, statusOf } from '../../failure.ts'
import { frameOf, pageResponse } from '../page.ts'
import { pluginFaults, readPluginForm } from '../plugin-form.ts'
import { memberDialect } from './subject.ts'
import { extentFault, type Way, wayOf, whatResponse } from './what.ts'

/** Where to. */
export async function where(call: Call): Promise<Response> {
  const way = await wayOf(call)
  if (way instanceof Response) return way
  const fault = extentFault(way)
  return fault === null ? whereResponse(call, way, {}) : whatResponse(call, way, fault)
}

export interface WhereFault {
  readonly errors?: WhereView['errors']
  /** What a service has against the destination. */
  readonly refusal?: Failure
}

/** The third step, also where the next one finds something wrong with it. */
export async function whereResponse(call: Call, way: Way, { errors, refusal }: WhereFault): Promise<Response> {
  const frame = frameOf(call.context, call.principal)
  const { subject, sources } = way
  const origin = subject.origin
  const fitting = await destinationsOf(call, way)
  const others = fitting.sources.filter(({ id }) => id !== origin?.id)
  const isOriginFit = origin !== null && fitting.sources.some(({ id }) => id === origin.id)
  const places = fitting.plugins.map((plugin) => placeForm(plugin, way.choices, refusal ?? null))
  const isBeside = places.some(({ form }) => Object.keys(form.errors).length > 0)
  const view: WhereView = {
    subject: subject.shown,
    choices: withDestination(way.choices, { origin: isOriginFit ? origin : null, sources }),
    origin: isOriginFit ? { id: origin.id, name: origin.name } : null,
    others: others.map(({ id, name, dialect }) => ({ id, name, dialect })),
    places,
    // What stands beside a field is not said twice.
    fault: refusal === undefined || isBeside ? null : sayingOf(refusal),
    errors: errors ?? {},
  }
  const status = refusal !== undefined ? statusOf(refusal) : errors !== undefined ? 400 : 200
  return pageResponse(wherePage(view, frame), frame, { status })
}

/** Where it came from is what most mean. A source that another page names is chosen as what it is. */
function withDestination(
  choices: RestoreChoices,
  { origin, sources }: { origin: Source | null; sources: readonly Source[] },
): RestoreChoices {
  const { to } = choices
  if (to === '') return origin === null ? choices : { ...choices, to: 'origin' }
  const named = sources.find(({ id }) => id === to)
  if (named === undefined) return choices
  return named.id === origin?.id ? { ...choices, to: 'origin' } : { ...choices, to: 'other', source: named.id }
}

/** What could take it: of its dialect, or of any where that isn't known. Of a bundle the whole goes into a bundle, one member into its like. */
async function destinationsOf(call: Call, { subject, choices, sources }: Way): Promise<{ sources: Source[]; plugins: DialectPlugin[] }> {
  const { registry } = call.house.installation
  const dialects = dialectsOf({ subject, choices, sources })
  const known = (await registry.list()).flatMap(({ plugin }) =>
    plugin !== null && plugin.kind === 'dialect' ? [plugin as DialectPlugin] : [],
  )
  const plugins = known.filter(({ name, parts }) => {
    if (name === bundleDialect) return false
    return dialects === null ? subject.parts.every((part) => parts.includes(part)) : dialects.has(name)
  })
  // A bundle takes nothing but what a bundle gave.
  const others = dialects ?? (subject.shown.kind === 'backup' ? [bundleDialect] : [])
  const names = new Set([...others, ...plugins.map(({ name }) => name)])
  return { sources: sources.filter(({ dialect }) => names.has(dialect)), plugins }
}

/** Null for any. */
function dialectsOf({ subject, choices, sources }: Way): ReadonlySet<string> | null {
  const { dialect, backup } = subject.shown
  if (dialect === null) return null
  if (dialect !== bundleDialect) return new Set([dialect])
  const chosen = choices.isSome ? choices.tables : null
  const member = loneMemberOf({ backup, chosen, into: '', sources })
  const own = member === null ? null : memberDialect(member.label, sources)
  return new Set([bundleDialect, ...(own === null ? [] : [own])])
}

function placeForm(plugin: AnyPlugin, choices: RestoreChoices, refusal: Failure | null): PlaceForm {
  const all = formOf(plugin)
  const fields = all.filter(({ secret }) => !secret)
  const prefix = prefixOf(plugin.name)
  const isChosen = choices.to === `new:${plugin.name}`
  const { config, values } = readPluginForm(plugin, postedPlace(choices), {
    prefix,
    isChange: false,
  })
  const errors = refusal === null || !isChosen ? {} : pluginFaults(refusal, { plugin, config, within: within(refusal) })
  const state: PluginFormState = isChosen ? { values, errors, kept: [] } : { values: {}, errors: {}, kept: [] }
  return { dialect: plugin.name, title: plugin.title, form: { ...state, fields, prefix }, hasSecrets: fields.length < all.length }
}

/** A service names the fields of a place from where they lie in its request, the plugin's own schema does not. */
function within({ detail }: Failure): string {
  const fields = Array.isArray(detail['fields']) ? detail['fields'].map(String) : []
  return fields.some((field) => field.startsWith('to.config.')) ? 'to.config.' : ''
}

function prefixOf(dialect: string): string {
  return `${placePrefix}${dialect}.`
}

/** As a form would have sent it. */
function postedPlace({ place }: RestoreChoices): URLSearchParams {
  return new URLSearchParams(place.map(([name, value]): [string, string] => [name, value]))
}

type Destination = { readonly source: string } | { readonly dialect: string; readonly config: Readonly<Record<string, unknown>> }

/** The destination as the services take it, or what is wrong with the choice of it. Throws `not_found` for a dialect that isn't there. */
export async function destinationOf(
  call: Call,
  { choices, subject, sources }: Way,
): Promise<Destination | { readonly errors: WhereView['errors'] }> {
  const { to, source } = choices
  if (isNewPlace(choices)) {
    const plugin = await namedInBody({ plugin: 'to.dialect' }, call.house.installation.registry.dialect(to.slice('new:'.length)))
    const posted = postedPlace(choices)
    return { dialect: plugin.name, config: readPluginForm(plugin, posted, { prefix: prefixOf(plugin.name), isChange: false }).config }
  }
  if (to === 'origin' && subject.origin !== null) return { source: subject.origin.id }
  if (to === 'other') return source === '' ? { errors: { source: 'chooseSource' } } : { source }
  return sources.some(({ id }) => id === to) ? { source: to } : { errors: { to: 'choose' } }
}
