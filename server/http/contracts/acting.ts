import { Failure } from '../../../plugins/failure.ts'
import type { Plan } from '../../domain/plan.ts'
import type { Source } from '../../domain/source.ts'
import { BundleService } from '../../services/bundles.ts'
import type { ContractLetter, ContractWorld } from '../../services/contract-settings.ts'
import type { RecordEntry } from '../../services/records.ts'
import type { Call } from '../call.ts'

/** What a contract acts on, and whose backups it therefore knows. */
export interface Acting {
  readonly world: ContractWorld
  /** Its database, its files, the settings, and bundles of nothing but these; of them those that the key is for. */
  readonly sourceIds: readonly string[]
}

/** Throws `conflict` where there is nothing to act on, and `denied` for a key that is for none of it. */
export async function actingOf(letter: ContractLetter, call: Call): Promise<Acting> {
  const world = await call.house.contracts.resolve(letter)
  const members = membersOf(world)
  const bundles = await new BundleService(call.house.installation).within(members)
  const all = [...members, ...bundles].map(({ id }) => id)
  const sourceIds = all.filter((id) => call.maySee(id))
  if (sourceIds.length === 0) call.requireSource(world.source.id)
  return { world, sourceIds }
}

/** All that goes into one archive where a contract wants everything. */
export function membersOf({ source, files, settings }: ContractWorld): Source[] {
  return [source, files, settings].filter((one) => one !== null)
}

/** The one source of these members. A key that is for some sources finds it, but adds none. Throws `denied` unless the key is for it. */
export async function sourceOfMembers(members: readonly Source[], call: Call): Promise<Source> {
  const bundles = new BundleService(call.house.installation)
  const isBound = call.principal.sourceIds !== null
  const source = isBound ? await bundles.find(members) : await bundles.ensure(members)
  call.requireSource(source?.id ?? null)
  return source!
}

/** Throws `denied` for a key that is not for all that a plan backs up. Null is a plan that is still to be made. */
export function requireAllOf(plan: Pick<Plan, 'sourceIds'> | null, call: Call): void {
  for (const sourceId of plan?.sourceIds ?? []) call.requireSource(sourceId)
}

/** Throws `not_found` for a number that nobody has, or that belongs to what this contract doesn't act on. */
export async function recordOf(number: number, { sourceIds }: Pick<Acting, 'sourceIds'>, call: Call): Promise<RecordEntry> {
  const entry = await call.house.records.find(number)
  const { sourceId } = entry.record
  if (sourceId !== null && sourceIds.includes(sourceId)) return entry
  throw new Failure('not_found', `There is no backup record ${number}.`, { remedy: 'It may have been removed. Look at the list again.' })
}
