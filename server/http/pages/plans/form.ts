import type { Failure } from '../../../../plugins/failure.ts'
import { planFormPage } from '../../../../views/pages/plans/form.ts'
import type { PlanFaults } from '../../../../views/pages/plans/form-part.ts'
import type { PlanFormView } from '../../../../views/pages/plans/form-view.ts'
import type { PlanPreviewView } from '../../../../views/pages/plans/preview.ts'
import type { PlanTyped } from '../../../../views/pages/plans/typed.ts'
import type { Plan, PlanSettingsInput } from '../../../domain/plan.ts'
import type { Call } from '../../call.ts'
import { sayingOf, statusOf } from '../../failure.ts'
import type { House } from '../../house.ts'
import { frameOf, pageResponse, refusalOf } from '../page.ts'
import { seenOf } from '../seen.ts'
import { faultsOf, missingOf, needsFullView } from './faults.ts'
import { retentionBeside } from './shown.ts'
import { fitsSimple } from './typed.ts'
import { settingsOf } from './wish.ts'

export type AnyCall = Call<unknown, unknown, unknown>
type KeptPlan = Pick<Plan, 'id' | 'name' | 'updatedAt'> | null

/** What a form is drawn with besides what every one of them needs. */
export interface FormState {
  readonly plan: KeptPlan
  /** Which state of the plan the form was filled from, if it was posted and says so. */
  readonly seen?: string | null
  readonly typed: PlanTyped
  /** What was asked for; null for whatever fits. */
  readonly wished: string | null
  readonly faults?: PlanFaults
  readonly told?: PlanFormView['told']
  readonly picked?: PlanFormView['picked']
  readonly status?: number
}

/** Answers with the form and what it would mean. */
export async function formResponse({ house, context, principal }: AnyCall, state: FormState): Promise<Response> {
  const frame = frameOf(context, principal)
  const { plan, typed, wished, seen = null, faults = {}, told = null, picked = null, status = 200 } = state
  const isFitting = fitsSimple(typed) && !needsFullView(faults) && picked === null
  const kind = isFitting && wished !== 'full' ? 'simple' : 'full'
  const named = ({ id, name }: { readonly id: string; readonly name: string }) => ({ id, name })
  const view: PlanFormView = {
    ...{ plan, kind, typed, faults, told, picked, isSimpleRefused: wished === 'simple' && kind === 'full' && picked === null },
    seen: plan === null ? null : (seen ?? seenOf(plan)),
    sources: (await house.sources.list()).map(named),
    targets: (await house.targets.list()).map(named),
    recipients: await house.identities.list(),
    preview: await previewOf(typed, plan, house),
  }
  // A page that came of a post is found again where the form is.
  const address = plan === null ? '/plans/new' : `/plans/${plan.id}/edit`
  const headers = context.req.method === 'POST' ? { 'hx-push-url': address } : {}
  return pageResponse(planFormPage(view, frame), frame, { status, headers })
}

/** What the settings that were typed would mean, or what is wrong with them. */
export async function previewOf(typed: PlanTyped, plan: KeptPlan, house: House): Promise<PlanPreviewView> {
  try {
    const { settings, runs, retention } = await house.plans.preview(settingsOf(typed), plan?.id ?? null)
    const { schedule, zone } = settings
    return { schedule, zone, runs, retention: retention === null ? null : retentionBeside(retention, await sourceNames(house)) }
  } catch (error) {
    const refusal = refusalOf(error)
    return { faults: faultsOf(refusal, typed), told: sayingOf(refusal) }
  }
}

/** Everything that is wrong with what was typed: what is missing, what the service refused, and what else it would have. */
export async function refusedForm(call: AnyCall, state: FormState, refusal: Failure | null): Promise<Response> {
  const { typed, plan } = state
  const own = refusal === null ? {} : faultsOf(refusal, typed)
  const preview = await previewOf(typed, plan, call.house)
  const faults = { ...('faults' in preview ? preview.faults : {}), ...own, ...missingOf(typed) }
  const told = Object.keys(faults).length > 0 || refusal === null ? null : sayingOf(refusal)
  // What the body names and isn't there makes the body wrong.
  const status = refusal === null || refusal.code === 'not_found' ? 400 : statusOf(refusal)
  return formResponse(call, { ...state, faults, told, status })
}

/** Keeps what was typed by way of `keep`; resolves with what was kept, or with the form and what is wrong with it. */
export async function keptOrForm<Kept>(
  call: AnyCall,
  state: FormState,
  keep: (settings: PlanSettingsInput) => Promise<Kept>,
): Promise<Kept | Response> {
  if (Object.keys(missingOf(state.typed)).length > 0) return refusedForm(call, state, null)
  try {
    return await keep(settingsOf(state.typed))
  } catch (error) {
    return refusedForm(call, state, refusalOf(error))
  }
}

/** The names of the sources by id. */
export async function sourceNames(house: House): Promise<ReadonlyMap<string, string>> {
  return new Map((await house.sources.list()).map(({ id, name }) => [id, name]))
}
