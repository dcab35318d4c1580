import type { Selectable } from 'kysely'
import type { Role } from '../domain/role.ts'
import { readKept } from './kept-text.ts'
import type { Tables } from './tables.ts'
import { dateOf, timeOf } from './times.ts'

type Row = Selectable<Tables['user']>

/** A person who may log in. The secret of the second factor is not part of it: `Users.totpSecret` opens it where it is needed. */
export interface User {
  /** 32 hex digits. */
  readonly id: string
  readonly number: number
  readonly name: string
  /** A PHC string. */
  readonly passwordHash: string
  readonly role: Role
  readonly isDisabled: boolean
  readonly hasTotp: boolean
  /** The last time step whose code was taken; none up to it is taken again. */
  readonly totpLastStep: number | null
  /** The hashes of those that are left. */
  readonly recoveryCodes: readonly string[]
  /** Grows with every change that ends the tokens given out before. */
  readonly epoch: number
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly lastLoginAt: Date | null
}

/** A name as it is compared: without regard to case and to the forms that look the same. */
export function foldUserName(name: string): string {
  return name.trim().normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC')
}

export function userOf(row: Row): User {
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    passwordHash: row.password_hash,
    role: row.role,
    isDisabled: row.is_disabled === 1,
    hasTotp: row.totp_secret !== null,
    totpLastStep: row.totp_last_step,
    recoveryCodes: readKept(row.recovery_codes, `user "${row.name}"`),
    epoch: row.epoch,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
    lastLoginAt: dateOf(row.last_login_at),
  }
}

/** A new user as the table keeps it, without a second factor. */
export function rowOfUser(user: Omit<User, 'hasTotp' | 'totpLastStep' | 'recoveryCodes'>): Row {
  return {
    id: user.id,
    number: user.number,
    name: user.name,
    folded_name: foldUserName(user.name),
    password_hash: user.passwordHash,
    role: user.role,
    is_disabled: user.isDisabled ? 1 : 0,
    totp_secret: null,
    totp_last_step: null,
    recovery_codes: '[]',
    epoch: user.epoch,
    created_at: user.createdAt.getTime(),
    updated_at: user.updatedAt.getTime(),
    last_login_at: timeOf(user.lastLoginAt),
  }
}
