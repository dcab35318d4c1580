import { SystemBackupService } from '../../../services/system-backups.ts'
import type { House } from '../../house.ts'
import { oneSourceOf } from '../one-source.ts'
import { uninitialised } from './failure.ts'

/** What every route of this contract is but for what it does. */
export const administrative = { access: 'admin', scope: 'checked', tags: ['contract e'] } as const

/** Throws `unavailable` that the document has an answer of its own for. */
export async function requireInitialised({ installation }: House): Promise<void> {
  if (!(await new SystemBackupService(installation).isInitialised())) throw uninitialised()
}

export const { worldOf, recordOf, scheduleOf } = oneSourceOf('e')
