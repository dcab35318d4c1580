import { z } from 'zod'
import type { Failure } from '../../../../plugins/failure.ts'
import type { PageFrame } from '../../../../views/frame.ts'
import { sourceChoicePage, sourceFormPage } from '../../../../views/pages/sources/form.ts'
import type { Choice } from '../../../../views/parts/controls.ts'
import type { NounFormView } from '../../../../views/parts/noun-form.ts'
import { trialReport } from '../../../../views/parts/trial.ts'
import { bundleDialect } from '../../../domain/chain.ts'
import { loadOrNull, pluginLoader } from '../../../services/redaction.ts'
import type { Call } from '../../call.ts'
import type { House } from '../../house.ts'
import { defineRoute, type Route } from '../../route.ts'
import {
  answeredForm,
  type FormParts,
  formView,
  type KeptNoun,
  nextText,
  outdatedForm,
  type PostedNoun,
  readNoun,
  refusedForm,
  triedForm,
} from '../noun-form.ts'
import { changedConfig, pluginCardsOf, refusalStatus, trialFailureOf, wantsPart } from '../nouns.ts'
import { frameOf, pageResponse, redirect, wayBack, withAdded } from '../page.ts'
import { outdatedBy, seenOf } from '../seen.ts'
import { answeredTrial, params, shared } from './shared.ts'

const base = '/sources'

export const sourceFormPages: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: '/sources/new',
    access: 'admin',
    summary: 'Where a source is added',
    query: z.object({ dialect: z.string().max(200).optional(), next: nextText }),
    async handle({ house, context, principal, query: { dialect, next: wanted } }) {
      const next = wayBack(wanted)
      const frame = frameOf(context, principal)
      const plugin = dialect === undefined ? null : await loadOrNull(pluginLoader(house.installation.registry, 'dialect', dialect))
      if (plugin === null) return pageResponse(sourceChoicePage({ plugins: await pluginCardsOf(house, 'dialect'), next }, frame), frame)
      const options = await optionsOf(house, plugin.name, null)
      return formResponse(formView({ base, plugin, kept: null, posted: null, next, options }), frame)
    },
  }),
  defineRoute({ ...shared, method: 'post', path: '/sources', access: 'admin', summary: 'Adds a source', handle: add }),
  defineRoute({
    ...shared,
    method: 'post',
    path: '/sources/test',
    access: 'admin',
    summary: 'Tests a source that is not kept',
    handle: tryOut,
  }),
  defineRoute({
    ...shared,
    method: 'get',
    path: '/sources/{source}/edit',
    access: 'admin',
    summary: 'Where a source is changed',
    params,
    query: z.object({ next: nextText }),
    async handle({ house, context, principal, params: { source }, query }) {
      const frame = frameOf(context, principal)
      const kept = await keptSource(house, source)
      const plugin = await loadOrNull(pluginLoader(house.installation.registry, 'dialect', kept.plugin))
      if (plugin === null) return redirect(`/sources/${kept.id}`)
      const options = await optionsOf(house, plugin.name, kept)
      return formResponse(formView({ base, plugin, kept, posted: null, next: wayBack(query.next), options }), frame)
    },
  }),
  defineRoute({
    ...shared,
    method: 'post',
    path: '/sources/{source}',
    access: 'admin',
    summary: 'Changes a source',
    params,
    handle: change,
  }),
]

async function keptSource({ sources }: House, nameOrId: string): Promise<KeptNoun & { readonly plugin: string }> {
  const { id, name, dialect, config, updatedAt } = await sources.show(nameOrId)
  return { id, name, config, updatedAt, plugin: dialect }
}

async function add(call: Call): Promise<Response> {
  const { house, signal } = call
  const { posted } = (await readNoun(call, 'dialect', async () => null)) ?? {}
  if (posted === undefined) return redirect('/sources/new')
  const { plugin, name, read, isProbed, next } = posted
  try {
    const { source } = await house.sources.add({ name, dialect: plugin.name, config: read.config }, { isProbed, signal })
    await call.audit('source.add', source.name, { id: source.id, dialect: source.dialect })
    return redirect(next === null ? `/sources/${source.id}?done=added` : withAdded(next, source.id))
  } catch (error) {
    return refused(call, await partsOf(house, posted, null), trialFailureOf(error))
  }
}

async function change(call: Call<{ source: string }>): Promise<Response> {
  const { house, signal } = call
  const kept = await keptSource(house, call.params.source)
  const { posted } = (await readNoun(call, 'dialect', async () => kept)) ?? {}
  if (posted === undefined) return redirect(`/sources/${kept.id}`)
  const outdated = outdatedBy(posted.seen, seenOf(kept))
  if (outdated !== null) {
    const form = outdatedForm({ ...(await partsOf(house, posted, kept)), kept }, outdated)
    return formResponse(form, frameOf(call.context, call.principal), { status: refusalStatus(outdated) })
  }
  const config = changedConfig(kept.config, posted.read.config)
  const given = { ...(posted.name === kept.name ? {} : { name: posted.name }), ...(Object.keys(config).length === 0 ? {} : { config }) }
  try {
    const { source } = await house.sources.change(kept.id, given, { isProbed: posted.isProbed, signal })
    await call.audit('source.change', source.name, { id: kept.id, fields: [...Object.keys(given), ...Object.keys(config)] })
    return redirect(posted.next === null ? `/sources/${kept.id}?done=changed` : withAdded(posted.next, kept.id))
  } catch (error) {
    return refused(call, await partsOf(house, posted, kept), trialFailureOf(error))
  }
}

async function tryOut(call: Call): Promise<Response> {
  const { house, signal } = call
  const { posted, kept } = (await readNoun(call, 'dialect', async (like) => (like === null ? null : keptSource(house, like)))) ?? {}
  if (posted === undefined || kept === undefined) return redirect('/sources/new')
  const frame = frameOf(call.context, call.principal)
  const parts = await partsOf(house, posted, kept)
  const { plugin, read } = posted
  const trial = { dialect: plugin.name, config: read.config, ...(kept === null ? {} : { like: kept.id }) }
  let view: NounFormView
  try {
    view = answeredForm(parts, answeredTrial(await house.sources.test(trial, { signal })))
  } catch (error) {
    view = triedForm(parts, trialFailureOf(error), frame)
  }
  return wantsPart(call) ? pageResponse(trialReport(view.trial!, frame), frame) : formResponse(view, frame)
}

type Parts = FormParts & { readonly posted: PostedNoun }

async function partsOf(house: House, posted: PostedNoun, kept: KeptNoun | null): Promise<Parts> {
  return { base, plugin: posted.plugin, kept, posted, options: await optionsOf(house, posted.plugin.name, kept) }
}

function refused(call: Call, parts: Parts, failure: Failure): Promise<Response> {
  const frame = frameOf(call.context, call.principal)
  return formResponse(refusedForm(parts, failure), frame, { status: refusalStatus(failure) })
}

function formResponse(view: NounFormView, frame: PageFrame, init: ResponseInit = {}): Promise<Response> {
  return pageResponse(sourceFormPage(view, frame), frame, init)
}

/** A bundle consists of other sources: they are chosen, those that it has before the rest, for their order is kept. */
async function optionsOf({ sources }: House, dialect: string, kept: KeptNoun | null): Promise<Record<string, readonly Choice[]>> {
  if (dialect !== bundleDialect) return {}
  const names = (await sources.list()).filter((source) => source.dialect !== bundleDialect).map(({ name }) => name)
  const members = Array.isArray(kept?.config['members']) ? kept.config['members'].map(String) : []
  const ordered = [...members.filter((name) => names.includes(name)), ...names.filter((name) => !members.includes(name))]
  return { members: ordered.map((name) => ({ value: name, label: name })) }
}
