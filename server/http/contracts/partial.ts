import { Failure } from '../../../plugins/failure.ts'
import type { Backup } from '../../domain/backup.ts'
import type { Call } from '../call.ts'

/** What a restore of a backup must name: of a few tables those, because everything else would be taken away; null for all of it. Throws `unsupported` where nobody knows them. */
export async function tablesOfPartial({ house }: Call, backup: Backup): Promise<string[] | null> {
  if (backup.scope !== 'partial') return null
  const names = (await house.backups.show(backup.id)).tables.map(({ name }) => name)
  if (names.length > 0) return names
  throw new Failure('unsupported', `${backup.name} holds some tables only, and it is not known here which.`, {
    remedy: 'Restore it through the native API, naming the tables.',
  })
}
