import { Failure } from '../../../plugins/failure.ts'
import type { Backup } from '../../domain/backup.ts'
import type { Call } from '../call.ts'

/**
 * A backup by the number of its record, its id, the start of that, or its name. Throws `not_found`, `invalid` when several are meant, `conflict` for one
 * that is not there yet or never came, and `denied` for one of a source that the key isn't for.
 */
export async function findBackup(call: Call<unknown, unknown, unknown>, text: string): Promise<Backup> {
  const backup = (await byNumber(call, text)) ?? (await byName(call, text))
  call.requireSource(backup.sourceId)
  return backup
}

async function byNumber(call: Call<unknown, unknown, unknown>, text: string): Promise<Backup | null> {
  if (!/^[1-9]\d{0,8}$/.test(text)) return null
  try {
    const { record, job, backup } = await call.house.records.find(Number(text))
    if (backup !== null) return backup
    call.requireSource(record.sourceId)
    throw new Failure('conflict', `Backup ${text} is not there: its job is ${job?.state.replaceAll('_', ' ') ?? 'forgotten'}.`, {
      remedy: 'Wait for the end of the job, or choose another backup.',
    })
  } catch (error) {
    // The start of an id may be all digits too.
    if (error instanceof Failure && error.code === 'not_found') return null
    throw error
  }
}

async function byName({ house, principal }: Call<unknown, unknown, unknown>, text: string): Promise<Backup> {
  try {
    return await house.backups.find(text)
  } catch (error) {
    // Which others begin like that is nothing for a key that may not see them.
    if (!(error instanceof Failure) || error.code !== 'invalid' || principal.sourceIds === null) throw error
    throw new Failure('not_found', `There is no single backup "${text}".`, { remedy: 'Give its whole id.' })
  }
}
