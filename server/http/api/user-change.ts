import { Failure } from '../../../plugins/failure.ts'
import type { Role } from '../../domain/role.ts'
import type { Call } from '../call.ts'
import { doerOf } from './session-own.ts'

export interface GivenUserChange {
  readonly role?: Role | undefined
  readonly password?: string | undefined
  readonly isDisabled?: boolean | undefined
}

/** Changes somebody else, or oneself in all but the password. Throws what `UserService` throws, and `denied` for one's own password. */
export async function changeUser(call: Call, id: string, { role, password, isDisabled }: GivenUserChange): Promise<void> {
  const { users } = call.house.auth
  const by = doerOf(call)
  if (password !== undefined && call.principal.kind === 'user' && call.principal.id === id) throw ownPassword()
  if (password !== undefined) await users.changePassword(id, { password }, by)
  if (role !== undefined) await users.changeRole(id, role, by)
  if (isDisabled !== undefined) await (isDisabled ? users.disable(id, by) : users.enable(id, by))
}

/** Else a session left open would be enough to lock out whose it is. */
function ownPassword(): Failure {
  return new Failure('denied', 'Your own password is changed with the one that you have.', {
    remedy: 'Send both to POST /api/v1/auth/password.',
    detail: { fields: ['password'] },
  })
}
