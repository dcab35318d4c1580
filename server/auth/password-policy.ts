import { Failure } from '../../plugins/failure.ts'
import { normalizePassword, passwordFault, passwordFaults, passwordLengthMax, passwordLengthMin } from '../domain/password.ts'
import { foldUserName } from '../store/user-row.ts'

export { normalizePassword, passwordLengthMax, passwordLengthMin }

/** Throws `invalid` that says what is wrong with a new password, never the password itself. */
export function checkPassword(password: string, name: string): void {
  const fault = faultOf(password, name)
  if (fault === null) return
  throw new Failure('invalid', `The password ${fault}.`, {
    remedy: `Choose one of ${passwordLengthMin} to ${passwordLengthMax} characters that nobody would guess; some words in a row do well.`,
    detail: { fields: ['password'] },
  })
}

function faultOf(password: string, name: string): string | null {
  const fault = passwordFault(password)
  if (fault !== null) return passwordFaults[fault]
  return foldUserName(password) === foldUserName(name) ? 'is the name of the user' : null
}
