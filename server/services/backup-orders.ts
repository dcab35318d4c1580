import { Failure } from '../../plugins/failure.ts'
import { bundleDialect, type Scope, scopeOf } from '../domain/chain.ts'
import type { Source } from '../domain/source.ts'
import { memberIds } from '../plugins/bundle-members.ts'
import { ContractSettingsService } from './contract-settings.ts'
import type { Installation } from './installation.ts'
import { findNoun, oldestFirst } from './names.ts'
import { chosenSources } from './plan-runs.ts'
import type { BackupOrder } from './records.ts'

/** What somebody wants backed up, as far as it is said. */
export interface BackupWish {
  /** Names or ids, all of these. */
  readonly source?: string | undefined
  readonly plan?: string | undefined
  readonly targets?: readonly string[] | undefined
  readonly scope?: Scope | undefined
  readonly mode?: BackupOrder['mode'] | undefined
  readonly tables?: readonly string[] | undefined
  readonly description?: string | undefined
}

/**
 * What a wish comes to: one order a source. What is not said is the first database and the first target there are, or what was chosen for contract C. Throws
 * `not_found` for what isn't there, `invalid` naming the field that fits nothing, and `conflict` when nothing is there that could be meant.
 */
export async function ordersOf(wish: BackupWish, installation: Installation): Promise<BackupOrder[]> {
  const common = {
    mode: wish.mode ?? null,
    tables: wish.tables === undefined ? null : [...wish.tables],
    description: wish.description ?? '',
  }
  if (wish.plan !== undefined) return ordersOfPlan({ ...wish, plan: wish.plan }, common, installation)
  const source = await sourceOf(wish, installation)
  requireScope(source, wish)
  return [{ ...common, sourceId: source.id, planId: null, targetIds: await targetIdsOf(wish, installation) }]
}

type Common = Pick<BackupOrder, 'mode' | 'tables' | 'description'>

async function ordersOfPlan(wish: BackupWish & { readonly plan: string }, common: Common, { store }: Installation): Promise<BackupOrder[]> {
  if (wish.targets !== undefined) throw wrong('target', 'A plan has targets of its own.', 'Leave the target out, or the plan.')
  const plan = await findNoun(wish.plan, 'plan', store.plans)
  const names = wish.source === undefined ? [] : [wish.source]
  const sourceIds = await chosenSources(plan, names, { nouns: store, field: names.length === 0 ? 'plan' : 'source' })
  for (const id of sourceIds) requireScope((await store.sources.find(id))!, wish)
  return sourceIds.map((sourceId) => ({ ...common, sourceId, planId: plan.id, targetIds: null }))
}

async function sourceOf({ source: name, scope }: BackupWish, installation: Installation): Promise<Source> {
  const { sources } = installation.store
  if (name === undefined && (scope === 'files' || scope === 'settings')) {
    const [first] = oldestFirst(await sources.list()).filter(({ dialect }) => dialect === scope)
    if (first !== undefined) return first
    throw wrong('scope', `There is no source of ${scope}.`, 'Add one, or choose another scope.')
  }
  const named = name === undefined ? null : await findNoun(name, 'source', sources)
  const source = named ?? (await new ContractSettingsService(installation).resolve('c')).source
  return scope === 'full' && source.dialect !== bundleDialect ? bundleWith(source, await sources.list()) : source
}

/** A full backup is one of several sources together. */
function bundleWith(source: Source, all: readonly Source[]): Source {
  const bundles = all.filter((one) => one.dialect === bundleDialect && memberIds(one).includes(source.id))
  const [bundle] = bundles
  if (bundle !== undefined && bundles.length === 1) return bundle
  if (bundle === undefined) {
    const message = `"${source.name}" belongs to no bundle, so there is nothing that a full backup could take with it.`
    throw wrong('scope', message, 'Add a source of the dialect "bundle" with it, or leave out the scope to back up this one alone.')
  }
  const names = bundles.map(({ name }) => `"${name}"`).join(', ')
  throw wrong('source', `"${source.name}" belongs to several bundles: ${names}.`, 'Name the one that is meant.')
}

function requireScope({ name, dialect }: Source, { scope, tables }: BackupWish): void {
  if (scope === undefined) return
  if (scope === 'partial' && tables === undefined) throw wrong('tables', 'It is not said of what a part is meant.', 'Name the tables.')
  const actual = scopeOf(dialect, tables ?? null)
  if (actual === scope) return
  const why = tables !== undefined ? 'With tables chosen it is a partial backup' : `A backup of "${name}" has the scope ${actual}`
  throw wrong('scope', `${why}, not ${scope}.`, 'Leave the scope out, or choose another source.')
}

async function targetIdsOf({ targets: names }: BackupWish, installation: Installation): Promise<string[]> {
  const { targets } = installation.store
  if (names !== undefined) {
    const ids = new Set<string>()
    for (const name of names) ids.add((await findNoun(name, 'target', targets)).id)
    return [...ids]
  }
  const { target } = (await new ContractSettingsService(installation).show()).contracts.c
  if (target !== null) return [(await findNoun(target, 'target', targets)).id]
  throw new Failure('conflict', 'No target is configured, so there is no place to keep a backup.', { remedy: 'Add a target.' })
}

function wrong(field: string, message: string, remedy: string): Failure {
  return new Failure('invalid', message, { remedy, detail: { fields: [field] } })
}
