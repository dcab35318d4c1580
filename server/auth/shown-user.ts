import type { User } from '../store/user-row.ts'

/** A user as anybody may see it who may see users: nothing of what proves who they are. */
export interface ShownUser
  extends Pick<User, 'id' | 'number' | 'name' | 'role' | 'isDisabled' | 'hasTotp' | 'createdAt' | 'updatedAt' | 'lastLoginAt'> {
  readonly recoveryCodesLeft: number
}

export function shownUser(user: User): ShownUser {
  const { id, number, name, role, isDisabled, hasTotp, createdAt, updatedAt, lastLoginAt } = user
  return { id, number, name, role, isDisabled, hasTotp, recoveryCodesLeft: user.recoveryCodes.length, createdAt, updatedAt, lastLoginAt }
}
