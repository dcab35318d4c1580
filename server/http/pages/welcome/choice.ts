import { join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../../../plugins/failure.ts'
import { choiceStep, type Subject, type Trial, trialPart, wrongChoicePart } from '../../../../views/pages/welcome/choice.ts'
import type { Told } from '../../../../views/parts/said.ts'
import { isTrialFailure } from '../../api/noun-trial.ts'
import type { Call } from '../../call.ts'
import type { House } from '../../house.ts'
import { defineRoute, type Route } from '../../route.ts'
import { wantsPart } from '../nouns.ts'
import { frameOf, htmlAnswer, pageResponse, readFields, redirect } from '../page.ts'

type Step = 'target' | 'source'

/** Where the first backup goes, and what it is of. */
export const choiceRoutes: readonly Route[] = (['target', 'source'] as const).flatMap((step) => {
  const shared = { path: `/welcome/${step}`, access: 'admin', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const
  return [
    defineRoute({
      ...shared,
      method: 'get',
      summary: `Setup: the first ${step}`,
      query: z.object({ added: z.string().max(100).optional().catch(undefined) }),
      handle: async (call) => page(call, step, await addedOf(call, step)),
    }),
    defineRoute({ ...shared, method: 'post', summary: `Chooses or tests the first ${step}`, handle: (call) => choose(call, step) }),
  ]
})

/** What was added on the way is what is meant. */
async function addedOf({ house, query: { added } }: Call<unknown, { added?: string | undefined }>, step: Step): Promise<Given> {
  const isThere = added !== undefined && (await subjectsOf(house, step)).some(({ id }) => id === added)
  return isThere ? { chosenId: added } : {}
}

async function choose(call: Call, step: Step): Promise<Response> {
  const form = await readFields(call)
  const action = form.get('action')
  const next = step === 'target' ? '/welcome/source' : '/welcome/recovery-kit'
  if (action === 'skip') {
    await call.house.welcome.pass(step)
    return redirect(next)
  }
  const chosenId = form.get('choice') ?? ''
  const isThere = (await subjectsOf(call.house, step)).some(({ id }) => id === chosenId)
  if (!isThere) return wrongChoice(call, step)
  const trial = await tryOut(call, step, chosenId)
  if (action === 'test') return tested(call, step, { chosenId, trial })
  if ('message' in trial) return page(call, step, { chosenId, refusal: trial })
  await call.house.welcome.pass(step, step === 'target' ? { targetId: chosenId } : { sourceId: chosenId })
  return redirect(next)
}

function wrongChoice(call: Call, step: Step): Promise<Response> {
  const frame = frameOf(call.context, call.principal)
  return wantsPart(call) ? pageResponse(wrongChoicePart(step, frame), frame, { status: 400 }) : page(call, step, { isChoiceWrong: true })
}

/** What came of a test: of a whole page, or the part of it that a script asked for. */
async function tested(
  call: Call,
  step: Step,
  { chosenId, trial }: { readonly chosenId: string; readonly trial: Trial },
): Promise<Response> {
  const frame = frameOf(call.context, call.principal)
  if (!wantsPart(call)) return page(call, step, { chosenId, trial })
  return pageResponse(trialPart(trial, frame), frame)
}

/** Asks it as a backup would. What it meets is an answer too. */
async function tryOut({ house, signal }: Call, step: Step, id: string): Promise<Trial> {
  try {
    if (step === 'target') return await house.targets.test(id, { signal })
    await house.sources.test(id, { signal })
    return { latencyMs: null, freeBytes: null }
  } catch (error) {
    if (!isTrialFailure(error) && !(error instanceof Failure && error.code !== 'internal')) throw error
    return { message: error.message, remedy: error.remedy }
  }
}

interface Given {
  readonly chosenId?: string
  readonly isChoiceWrong?: boolean
  readonly refusal?: Told
  readonly trial?: Trial
}

async function page({ house, context, principal }: Call, step: Step, given: Given = {}): Promise<Response> {
  const frame = frameOf(context, principal)
  const state = await house.welcome.state()
  const { chosenId = step === 'target' ? state.targetId : state.sourceId, isChoiceWrong = false, refusal = null, trial = null } = given
  const view = { step, done: state.done, subjects: await subjectsOf(house, step), chosenId, isChoiceWrong, refusal, trial }
  return pageResponse(choiceStep(view, frame), frame, { status: isChoiceWrong || refusal !== null ? 400 : 200 })
}

async function subjectsOf(house: House, step: Step): Promise<Subject[]> {
  if (step === 'target') {
    const targets = await house.targets.list()
    return targets.map(({ id, name, kind, config, prefix }) => ({ id, name, kind, place: placeIn(config, prefix) }))
  }
  const sources = await house.sources.list()
  return sources.map(({ id, name, dialect, config }) => ({ id, name, kind: dialect, place: placeIn(config, '') }))
}

/** The path of what lies on this machine; elsewhere the name says more than any setting. */
function placeIn({ path }: Readonly<Record<string, unknown>>, prefix: string): string | null {
  return typeof path === 'string' ? join(path, prefix) : null
}
