import { z } from 'zod'
import type { Failure } from '../../../../plugins/failure.ts'
import type { PageFrame } from '../../../../views/frame.ts'
import { targetChoicePage, targetFormPage } from '../../../../views/pages/targets/form.ts'
import type { NounFormView } from '../../../../views/parts/noun-form.ts'
import { trialReport } from '../../../../views/parts/trial.ts'
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

const base = '/targets'

export const targetFormPages: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: '/targets/new',
    access: 'admin',
    summary: 'Where a target is added',
    query: z.object({ kind: z.string().max(200).optional(), next: nextText }),
    async handle({ house, context, principal, query: { kind, next: wanted } }) {
      const next = wayBack(wanted)
      const frame = frameOf(context, principal)
      const plugin = kind === undefined ? null : await loadOrNull(pluginLoader(house.installation.registry, 'target', kind))
      if (plugin === null) return pageResponse(targetChoicePage({ plugins: await pluginCardsOf(house, 'target'), next }, frame), frame)
      return formResponse(formView({ base, plugin, kept: null, posted: null, next }), frame)
    },
  }),
  defineRoute({ ...shared, method: 'post', path: '/targets', access: 'admin', summary: 'Adds a target', handle: add }),
  defineRoute({
    ...shared,
    method: 'post',
    path: '/targets/test',
    access: 'admin',
    summary: 'Tests a target that is not kept',
    handle: tryOut,
  }),
  defineRoute({
    ...shared,
    method: 'get',
    path: '/targets/{target}/edit',
    access: 'admin',
    summary: 'Where a target is changed',
    params,
    query: z.object({ next: nextText }),
    async handle({ house, context, principal, params: { target }, query }) {
      const frame = frameOf(context, principal)
      const kept = await keptTarget(house, target)
      const plugin = await loadOrNull(pluginLoader(house.installation.registry, 'target', kept.plugin))
      if (plugin === null) return redirect(`/targets/${kept.id}`)
      return formResponse(formView({ base, plugin, kept, posted: null, next: wayBack(query.next) }), frame)
    },
  }),
  defineRoute({
    ...shared,
    method: 'post',
    path: '/targets/{target}',
    access: 'admin',
    summary: 'Changes a target',
    params,
    handle: change,
  }),
]

async function keptTarget({ targets }: House, nameOrId: string): Promise<KeptNoun & { readonly plugin: string }> {
  const { id, name, kind, config, prefix, updatedAt } = await targets.show(nameOrId)
  return { id, name, config, prefix, updatedAt, plugin: kind }
}

async function add(call: Call): Promise<Response> {
  const { house, signal } = call
  const { posted } = (await readNoun(call, 'target', async () => null)) ?? {}
  if (posted === undefined) return redirect('/targets/new')
  const { plugin, name, prefix, read, isProbed, next } = posted
  try {
    const { target } = await house.targets.add({ name, kind: plugin.name, config: read.config, prefix }, { isProbed, signal })
    await call.audit('target.add', target.name, { id: target.id, kind: target.kind })
    return redirect(next === null ? `/targets/${target.id}?done=added` : withAdded(next, target.id))
  } catch (error) {
    return refused(call, partsOf(posted, null), trialFailureOf(error))
  }
}

async function change(call: Call<{ target: string }>): Promise<Response> {
  const { house, signal } = call
  const kept = await keptTarget(house, call.params.target)
  const { posted } = (await readNoun(call, 'target', async () => kept)) ?? {}
  if (posted === undefined) return redirect(`/targets/${kept.id}`)
  const outdated = outdatedBy(posted.seen, seenOf(kept))
  if (outdated !== null) {
    const form = outdatedForm({ ...partsOf(posted, kept), kept }, outdated)
    return formResponse(form, frameOf(call.context, call.principal), { status: refusalStatus(outdated) })
  }
  const config = changedConfig(kept.config, posted.read.config)
  const { name, prefix, isProbed, isRebound, next } = posted
  const given = {
    ...(name === kept.name ? {} : { name }),
    ...(Object.keys(config).length === 0 ? {} : { config }),
    ...(prefix === kept.prefix ? {} : { prefix }),
  }
  try {
    const { target } = await house.targets.change(kept.id, given, { isProbed, isRebound, signal })
    await call.audit('target.change', target.name, { id: kept.id, fields: [...Object.keys(given), ...Object.keys(config)], isRebound })
    return redirect(next === null ? `/targets/${kept.id}?done=${isRebound ? 'rebound' : 'changed'}` : withAdded(next, kept.id))
  } catch (error) {
    return refused(call, partsOf(posted, kept), trialFailureOf(error))
  }
}

async function tryOut(call: Call): Promise<Response> {
  const { house, signal } = call
  const { posted, kept } = (await readNoun(call, 'target', async (like) => (like === null ? null : keptTarget(house, like)))) ?? {}
  if (posted === undefined || kept === undefined) return redirect('/targets/new')
  const frame = frameOf(call.context, call.principal)
  const parts = partsOf(posted, kept)
  const { plugin, read } = posted
  const trial = { kind: plugin.name, config: read.config, prefix: posted.prefix, ...(kept === null ? {} : { like: kept.id }) }
  let view: NounFormView
  try {
    view = answeredForm(parts, answeredTrial(await house.targets.test(trial, { signal })))
  } catch (error) {
    view = triedForm(parts, trialFailureOf(error), frame)
  }
  return wantsPart(call) ? pageResponse(trialReport(view.trial!, frame), frame) : formResponse(view, frame)
}

type Parts = FormParts & { readonly posted: PostedNoun }

function partsOf(posted: PostedNoun, kept: KeptNoun | null): Parts {
  return { base, plugin: posted.plugin, kept, posted }
}

function refused(call: Call, parts: Parts, failure: Failure): Promise<Response> {
  const frame = frameOf(call.context, call.principal)
  return formResponse(refusedForm(parts, failure), frame, { status: refusalStatus(failure) })
}

function formResponse(view: NounFormView, frame: PageFrame, init: ResponseInit = {}): Promise<Response> {
  return pageResponse(targetFormPage(view, frame), frame, init)
}
