import { isDeepStrictEqual } from 'node:util'
import type { AnyPlugin } from '../../../plugins/contract.ts'
import type { Failure } from '../../../plugins/failure.ts'
import type { PageFrame } from '../../../views/frame.ts'
import { nouns } from '../../../views/messages/nouns.ts'
import type { BackupRow, FactsView, PlanLink } from '../../../views/parts/noun-facts.ts'
import type { OwnFault } from '../../../views/parts/noun-form.ts'
import type { PluginCard } from '../../../views/parts/plugin-cards.ts'
import { type FieldFault, faultText, type PluginFormView } from '../../../views/parts/plugin-form.ts'
import type { Told } from '../../../views/parts/said.ts'
import type { TrialView } from '../../../views/parts/trial.ts'
import type { Backup } from '../../domain/backup.ts'
import { formOf } from '../../plugins/form.ts'
import { loadOrNull } from '../../services/redaction.ts'
import { isTrialFailure } from '../api/noun-trial.ts'
import type { Call } from '../call.ts'
import { sayingOf, statusOf } from '../failure.ts'
import type { House } from '../house.ts'
import { refusalOf } from './page.ts'

type Config = Readonly<Record<string, unknown>>
type Form = PluginFormView

/** How many entries of a list stand on a page. */
export const rowsMax = 50

/** Before the names of the fields that belong to the plugin. */
export const configPrefix = 'config.'

/** What there is to choose from, as cards show it. */
export async function pluginCardsOf({ installation }: House, kind: AnyPlugin['kind']): Promise<PluginCard[]> {
  const all = await installation.registry.list()
  return all.flatMap(({ plugin }) => (plugin !== null && plugin.kind === kind ? [{ name: plugin.name, title: plugin.title }] : []))
}

/** What is shown of a configuration; null where its plugin is not installed. */
export async function factsOf(load: () => Promise<AnyPlugin>, config: Config): Promise<{ facts: FactsView; plugin: AnyPlugin } | null> {
  const plugin = await loadOrNull(load)
  return plugin === null ? null : { plugin, facts: { fields: formOf(plugin), config } }
}

/** The plans that are about something, by name. */
export async function planLinksOf({ plans }: House, isMeant: (plan: Awaited<ReturnType<House['plans']['list']>>[number]) => boolean) {
  const all = await plans.list()
  return all.filter(isMeant).map(({ id, name, isPaused }): PlanLink => ({ id, name, isPaused }))
}

export function backupRowOf({ id, name, startedAt, sizeBytes, mode, trust }: Backup): BackupRow {
  return { id, name, startedAt, sizeBytes, mode, trust }
}

/** Whether a part of the page is asked for rather than all of it. */
export function wantsPart({ context }: Pick<Call, 'context'>): boolean {
  return context.req.header('hx-request') === 'true' && context.req.header('hx-boosted') !== 'true'
}

/** What a page says once something was done. Only known words are said: an address is written by anybody. */
export function doneMessage(word: string | undefined, { language }: PageFrame): string | null {
  const { done } = nouns[language]
  return word !== undefined && Object.hasOwn(done, word) ? done[word as keyof typeof done] : null
}

/** A failure as pages tell it. */
export function toldOf(failure: Failure): Told {
  return sayingOf(failure)
}

/** Whether it speaks of the source or target that was tried. */
export function isOfTrial(failure: Failure): boolean {
  return isTrialFailure(failure)
}

/** What a test met, whatever its code: it speaks of the source or target. What isn't that is a refusal, or nobody's fault but ours and thrown on. */
export function trialFailureOf(error: unknown): Failure {
  return isTrialFailure(error) ? error : refusalOf(error)
}

/** What a source or target that doesn't answer says is an answer too; it may be anything, an error of its own code included. */
export function trialFault(failure: Failure): TrialView {
  return { kind: 'failed', told: { message: failure.message, remedy: failure.remedy } }
}

/** Why a test could not even be made. */
export function wrongForm(failure: Failure, form: Form, frame: PageFrame): TrialView {
  const faults = form.fields.flatMap(({ name, title }) => {
    const fault = form.errors[name]
    return fault === undefined || isOfForm(fault) ? [] : [{ title: title[frame.language], text: faultText(fault, frame) }]
  })
  return { kind: 'wrong', told: faults.length === 0 ? toldOf(failure) : null, faults }
}

/** Whether it is only about the form that is shown again. */
function isOfForm(fault: FieldFault): boolean {
  return 'code' in fault && fault.code === 'again'
}

/** The status of a page with a form that was refused. What a source or target answered with is not about the request itself. */
export function refusalStatus(failure: Failure): ReturnType<typeof statusOf> {
  return isOfTrial(failure) ? 400 : statusOf(failure)
}

/** What is wrong with a field of our own, if that is what the failure names and the plugin's fields are not meant. */
export function ownFault(failure: Failure, field: string, form: Form): OwnFault {
  const { fields } = failure.detail
  if (isOfTrial(failure) || !Array.isArray(fields) || !fields.includes(field) || form.errors[field] !== undefined) return null
  return failure.code === 'conflict' ? 'taken' : { message: failure.message }
}

/** Only what is other than what is kept now: so the audit log says what was changed, and secrets that were left alone stay. */
export function changedConfig(shown: Config, given: Config): Config {
  return Object.fromEntries(Object.entries(given).filter(([name, value]) => !isDeepStrictEqual(value ?? null, shown[name] ?? null)))
}
