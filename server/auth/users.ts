import { Failure } from '../../plugins/failure.ts'
import { type Role, roles } from '../domain/role.ts'
import type { Clock } from '../seams/clock.ts'
import type { Nouns, Store } from '../store/store.ts'
import type { User } from '../store/user-row.ts'
import type { UserChange } from '../store/users.ts'
import type { AuditLog } from './audit.ts'
import { type Doer, refuseStrangers } from './doer.ts'
import { checkName, numberIn } from './names.ts'
import { checkPassword } from './password-policy.ts'
import type { Passwords } from './passwords.ts'
import { type ShownUser, shownUser } from './shown-user.ts'

export interface UsersOptions {
  readonly store: Store
  readonly clock: Clock
  readonly passwords: Passwords
  readonly audit: AuditLog
  /** The id of the session of a cookie. */
  sessionIdOf(value: string): string
  newId(): string
}

export interface NewUser {
  readonly name: string
  readonly password: string
  readonly role: Role
}

export interface NewPassword {
  readonly password: string
  /** The cookie whose session goes on; all others of the user end. */
  readonly sessionCookie?: string | null
}

/** The people who may log in. Everything that changes one is in the audit log, and only for admins or the command line, but one's own password. */
export class UserService {
  readonly #options: UsersOptions

  constructor(options: UsersOptions) {
    this.#options = options
  }

  /** Throws `invalid`, `conflict` for a name that is taken in whatever case, `denied`. The first user must be an admin. */
  async add(given: NewUser, by: Doer): Promise<ShownUser> {
    const { store, clock, passwords, audit, newId } = this.#options
    refuseStrangers(by, null)
    const name = checkName(given.name, 'user')
    const role = checkRole(given.role)
    checkPassword(given.password, name)
    await refuseTakenName(name, store)
    const passwordHash = await passwords.hash(given.password)
    return store.transaction(async (nouns) => {
      if (role !== 'admin' && (await nouns.users.count()) === 0) throw noAdmin('The first user must be an admin.')
      const user = await nouns.users.insert({ id: newId(), name, passwordHash, role, createdAt: clock.now() })
      await audit.record({ ...by, action: 'user.add', subject: subjectOf(user), detail: { name, role } }, nouns)
      return shownUser(user)
    })
  }

  /** By name. */
  async list(): Promise<ShownUser[]> {
    return (await this.#options.store.users.list()).map(shownUser)
  }

  /** By name, id or `user:3`. Throws `not_found`. */
  async find(wanted: string): Promise<ShownUser> {
    return shownUser(await findUser(wanted, this.#options.store))
  }

  /** Ends the user's tokens. Throws `not_found`, `denied`, and `conflict` when no admin would be left. */
  async changeRole(wanted: string, role: Role, by: Doer): Promise<ShownUser> {
    checkRole(role)
    return this.#change(wanted, by, { action: 'user.role', change: { role } })
  }

  /**
   * Ends the user's other sessions and all tokens. Whoever changes their own must have shown the old one before (`LoginService.confirm`). Throws
   * `not_found`, `invalid`, `denied`.
   */
  async changePassword(wanted: string, { password, sessionCookie = null }: NewPassword, by: Doer): Promise<ShownUser> {
    const { store, passwords, sessionIdOf } = this.#options
    const { id, name } = await findUser(wanted, store)
    refuseStrangers(by, { id }, true)
    checkPassword(password, name)
    const passwordHash = await passwords.hash(password)
    const keptSession = sessionCookie === null ? null : sessionIdOf(sessionCookie)
    return this.#change(id, by, { action: 'user.password', change: { passwordHash }, keptSession, isOwnAllowed: true })
  }

  /** Ends every token that stands for a user, whoever fetched it. Throws `not_found`. */
  async endTokens(id: string): Promise<void> {
    const { store, clock } = this.#options
    await store.users.change(id, { updatedAt: clock.now() })
  }

  /** From now on the user can't log in; sessions and tokens end. Throws `not_found`, `denied`, and `conflict` for the last admin. */
  async disable(wanted: string, by: Doer): Promise<ShownUser> {
    return this.#change(wanted, by, { action: 'user.disable', change: { isDisabled: true } })
  }

  /** Throws `not_found`, `denied`. */
  async enable(wanted: string, by: Doer): Promise<ShownUser> {
    return this.#change(wanted, by, { action: 'user.enable', change: { isDisabled: false } })
  }

  /** Throws `not_found`, `denied`, and `conflict` for the last admin. */
  async remove(wanted: string, by: Doer): Promise<void> {
    const { store, audit } = this.#options
    refuseStrangers(by, null)
    await store.transaction(async (nouns) => {
      const user = await findUser(wanted, nouns)
      await refuseLastAdmin(user, nouns)
      await nouns.users.remove(user.id)
      await audit.record({ ...by, action: 'user.remove', subject: subjectOf(user), detail: { name: user.name } }, nouns)
    })
  }

  /** Changes, ends what must not go on, and writes it down: all of it or nothing. */
  async #change(wanted: string, by: Doer, { action, change, keptSession = null, isOwnAllowed = false }: Step): Promise<ShownUser> {
    const { store, clock, audit } = this.#options
    return store.transaction(async (nouns) => {
      const user = await findUser(wanted, nouns)
      refuseStrangers(by, user, isOwnAllowed)
      const isAdminAfter = (change.role ?? user.role) === 'admin' && !(change.isDisabled ?? user.isDisabled)
      if (!isAdminAfter) await refuseLastAdmin(user, nouns)
      await nouns.users.change(user.id, { ...change, updatedAt: clock.now() })
      // A new role counts from the next request on; a session may go on with it.
      if (change.role === undefined) await nouns.sessions.removeOf(user.id, keptSession)
      const detail = { name: user.name, ...(change.role === undefined ? {} : { from: user.role, to: change.role }) }
      await audit.record({ ...by, action, subject: subjectOf(user), detail }, nouns)
      return shownUser((await nouns.users.find(user.id))!)
    })
  }
}

interface Step {
  readonly action: string
  readonly change: Omit<UserChange, 'updatedAt'>
  readonly keptSession?: string | null
  readonly isOwnAllowed?: boolean
}

/** By name, id or `user:3`. Throws `not_found`. */
export async function findUser(wanted: string, { users }: Pick<Nouns, 'users'>): Promise<User> {
  const number = numberIn(wanted, 'user')
  const found =
    (await users.findByName(wanted)) ?? (await users.find(wanted)) ?? (number === null ? null : await users.findByNumber(number))
  if (found !== null) return found
  throw new Failure('not_found', `There is no user "${wanted}".`, { remedy: '"holdfast user list" shows those that there are.' })
}

async function refuseTakenName(name: string, { users }: Pick<Nouns, 'users'>): Promise<void> {
  if ((await users.findByName(name)) === null) return
  throw new Failure('conflict', `There is a user "${name}" already.`, { remedy: 'Choose another name.', detail: { fields: ['name'] } })
}

/** Somebody must be able to let others in. Run it in the transaction that makes the change. */
async function refuseLastAdmin(user: User, { users }: Pick<Nouns, 'users'>): Promise<void> {
  if (user.role !== 'admin' || user.isDisabled || (await users.countOtherAdmins(user.id)) > 0) return
  throw new Failure('conflict', `${user.name} is the last admin who can log in.`, { remedy: 'Make somebody else an admin first.' })
}

function noAdmin(message: string): Failure {
  return new Failure('invalid', message, {
    remedy: 'Give it the role admin; others can be added after that.',
    detail: { fields: ['role'] },
  })
}

function checkRole(role: Role): Role {
  if (roles.includes(role)) return role
  throw new Failure('invalid', `There is no role "${role}".`, {
    remedy: `Choose one of: ${roles.join(', ')}.`,
    detail: { fields: ['role'] },
  })
}

export function subjectOf({ number }: Pick<User, 'number'>): string {
  return `user:${number}`
}
