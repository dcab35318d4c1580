import { Failure } from '../../../../plugins/failure.ts'
import { ContractScheduleService } from '../../../services/contract-schedule.ts'
import type { ContractWorld } from '../../../services/contract-settings.ts'
import type { RecordEntry } from '../../../services/records.ts'
import { SystemBackupService } from '../../../services/system-backups.ts'
import type { Call } from '../../call.ts'
import type { House } from '../../house.ts'
import { uninitialised } from './failure.ts'

/** What every route of this contract is but for what it does. */
export const administrative = { access: 'admin', scope: 'checked', tags: ['contract e'] } as const

/** Throws `unavailable` that the document has an answer of its own for. */
export async function requireInitialised({ installation }: House): Promise<void> {
  if (!(await new SystemBackupService(installation).isInitialised())) throw uninitialised()
}

/** What this contract acts on. Throws `conflict` when there is nothing, and `denied` for a key that is for other sources. */
export async function worldOf(call: Call): Promise<ContractWorld> {
  const world = await call.house.contracts.resolve('e')
  call.requireSource(world.source.id)
  return world
}

export function scheduleOf({ installation }: House): ContractScheduleService {
  return new ContractScheduleService(installation, 'e')
}

/** The record of the source of this contract. Throws `not_found`. */
export async function recordOf(call: Call, number: number): Promise<RecordEntry> {
  const { source } = await worldOf(call)
  const entry = await call.house.records.find(number)
  if (entry.record.sourceId === source.id) return entry
  throw new Failure('not_found', `There is no backup record ${number}.`, { remedy: 'Look at the list again.' })
}
