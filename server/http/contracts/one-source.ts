import { Failure } from '../../../plugins/failure.ts'
import { ContractScheduleService } from '../../services/contract-schedule.ts'
import type { ContractLetter, ContractWorld } from '../../services/contract-settings.ts'
import type { RecordEntry } from '../../services/records.ts'
import type { Call } from '../call.ts'
import type { House } from '../house.ts'

/** How the contracts that know one database and one schedule find these, and the records of that database. */
export function oneSourceOf(letter: ContractLetter) {
  /** What it acts on. Throws `conflict` when there is nothing, and `denied` for a key that is for other sources. */
  const worldOf = async (call: Call): Promise<ContractWorld> => {
    const world = await call.house.contracts.resolve(letter)
    call.requireSource(world.source.id)
    return world
  }
  /** Throws `not_found` for a number that nobody has, or that belongs to another source. */
  const recordOf = async (call: Call, number: number): Promise<RecordEntry> => {
    const { source } = await worldOf(call)
    const entry = await call.house.records.find(number)
    if (entry.record.sourceId === source.id) return entry
    throw new Failure('not_found', `There is no backup record ${number}.`, { remedy: 'Look at the list again.' })
  }
  const scheduleOf = ({ installation }: House) => new ContractScheduleService(installation, letter)
  return { worldOf, recordOf, scheduleOf }
}
