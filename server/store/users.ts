import type { Role } from '../domain/role.ts'
import { expectOne, refuseTaken } from './conditions.ts'
import { type Connection, writeSealed } from './connection.ts'
import { inTransaction } from './in-transaction.ts'
import { takeNumber } from './principal-numbers.ts'
import type { Sealer } from './sealing.ts'
import { foldUserName, rowOfUser, type User, userOf } from './user-row.ts'

export interface NewUser {
  readonly id: string
  readonly name: string
  readonly passwordHash: string
  readonly role: Role
  readonly createdAt: Date
}

/** Only what is given changes. */
export interface UserChange {
  readonly passwordHash?: string
  readonly role?: Role
  readonly isDisabled?: boolean
  readonly updatedAt: Date
}

/** A second factor as it is turned on. */
export interface NewTotp {
  readonly secret: string
  readonly lastStep: number
  /** Hashes. */
  readonly recoveryCodes: readonly string[]
}

/** The people who may log in. */
export class Users {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  get #db() {
    return this.#connection.db
  }

  /** Resolves with the user and its number. Throws `conflict` when the name is taken, in whatever case. */
  async insert(given: NewUser): Promise<User> {
    const row = await refuseTaken(`user "${given.name}"`, () =>
      inTransaction(this.#connection, async (locked) => {
        const number = await takeNumber(locked, 'user', given.id)
        const values = rowOfUser({ ...given, number, isDisabled: false, epoch: 1, updatedAt: given.createdAt, lastLoginAt: null })
        await locked.db.insertInto('user').values(values).execute()
        return values
      }),
    )
    return userOf(row)
  }

  async find(id: string): Promise<User | null> {
    const row = await this.#db.selectFrom('user').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? null : userOf(row)
  }

  /** Whatever the case of the name. */
  async findByName(name: string): Promise<User | null> {
    const row = await this.#db.selectFrom('user').selectAll().where('folded_name', '=', foldUserName(name)).executeTakeFirst()
    return row === undefined ? null : userOf(row)
  }

  async findByNumber(number: number): Promise<User | null> {
    const row = await this.#db.selectFrom('user').selectAll().where('number', '=', number).executeTakeFirst()
    return row === undefined ? null : userOf(row)
  }

  /** By name. */
  async list(): Promise<User[]> {
    return (await this.#db.selectFrom('user').selectAll().orderBy('folded_name').execute()).map(userOf)
  }

  async count(): Promise<number> {
    const counted = this.#db.selectFrom('user').select((select) => select.fn.countAll().as('count'))
    return Number((await counted.executeTakeFirstOrThrow()).count)
  }

  /** How many could administrate if this one could not. */
  async countOtherAdmins(id: string): Promise<number> {
    const counted = this.#db.selectFrom('user').select((select) => select.fn.countAll().as('count'))
    const others = counted.where('role', '=', 'admin').where('is_disabled', '=', 0).where('id', '!=', id)
    return Number((await others.executeTakeFirstOrThrow()).count)
  }

  /** Ends every token that was given out before. Throws `not_found`. */
  async change(id: string, change: UserChange): Promise<void> {
    const updated = await this.#db
      .updateTable('user')
      .set((set) => ({
        ...(change.passwordHash === undefined ? {} : { password_hash: change.passwordHash }),
        ...(change.role === undefined ? {} : { role: change.role }),
        ...(change.isDisabled === undefined ? {} : { is_disabled: change.isDisabled ? 1 : 0 }),
        epoch: set('epoch', '+', 1),
        updated_at: change.updatedAt.getTime(),
      }))
      .where('id', '=', id)
      .executeTakeFirst()
    expectOne(updated.numUpdatedRows, 'such user')
  }

  /** Keeps the same password under a stronger hash, unless it was changed meanwhile. Ends nothing. */
  async rehash(id: string, from: string, to: string): Promise<void> {
    await this.#db.updateTable('user').set({ password_hash: to }).where('id', '=', id).where('password_hash', '=', from).execute()
  }

  async seeLogin(id: string, at: Date): Promise<void> {
    await this.#db.updateTable('user').set({ last_login_at: at.getTime() }).where('id', '=', id).execute()
  }

  /** What the codes of the second factor are made from; null without one. */
  async totpSecret(id: string): Promise<string | null> {
    const row = await this.#db.selectFrom('user').select('totp_secret').where('id', '=', id).executeTakeFirst()
    return row?.totp_secret == null ? null : this.#connection.sealer.open(row.totp_secret, contextOf(id))
  }

  /** Turns the second factor on, or with null off. Throws `not_found`. */
  async setTotp(id: string, totp: NewTotp | null, updatedAt: Date): Promise<void> {
    const updated = await writeSealed(this.#connection, ({ db, sealer }) =>
      db
        .updateTable('user')
        .set({
          totp_secret: totp === null ? null : sealer.seal(totp.secret, contextOf(id)),
          totp_last_step: totp?.lastStep ?? null,
          recovery_codes: JSON.stringify(totp?.recoveryCodes ?? []),
          updated_at: updatedAt.getTime(),
        })
        .where('id', '=', id)
        .executeTakeFirst(),
    )
    expectOne(updated.numUpdatedRows, 'such user')
  }

  /** Takes the code of a time step; false when that one or a later one was taken before, by whatever process. */
  async takeTotpStep(id: string, step: number): Promise<boolean> {
    const taken = await this.#db
      .updateTable('user')
      .set({ totp_last_step: step })
      .where('id', '=', id)
      .where((where) => where.or([where('totp_last_step', 'is', null), where('totp_last_step', '<', step)]))
      .executeTakeFirst()
    return taken.numUpdatedRows === 1n
  }

  /** Uses a recovery code up, by its hash; false when it is none of those left. */
  async takeRecoveryCode(id: string, hash: string): Promise<boolean> {
    return inTransaction(this.#connection, async ({ db }) => {
      const row = await db.selectFrom('user').selectAll().where('id', '=', id).executeTakeFirst()
      const codes = row === undefined ? [] : userOf(row).recoveryCodes
      if (!codes.includes(hash)) return false
      const left = JSON.stringify(codes.filter((code) => code !== hash))
      await db.updateTable('user').set({ recovery_codes: left }).where('id', '=', id).execute()
      return true
    })
  }

  /** Takes the user's sessions along; the number is never given to anybody else. */
  async remove(id: string): Promise<void> {
    await this.#db.deleteFrom('user').where('id', '=', id).execute()
  }

  /** Seals every second factor with another key. Run it in a transaction. */
  async reseal(next: Sealer): Promise<void> {
    const { db, sealer } = this.#connection
    for (const { id, totp_secret } of await db.selectFrom('user').select(['id', 'totp_secret']).execute()) {
      if (totp_secret === null) continue
      const resealed = next.seal(sealer.open(totp_secret, contextOf(id)), contextOf(id))
      await db.updateTable('user').set({ totp_secret: resealed }).where('id', '=', id).execute()
    }
  }
}

function contextOf(id: string): string {
  return `second factor of user ${id}`
}
