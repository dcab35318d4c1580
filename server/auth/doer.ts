import { Failure } from '../../plugins/failure.ts'
import type { Principal } from '../domain/principal.ts'
import { isAtLeast, type Role } from '../domain/role.ts'
import type { User } from '../store/user-row.ts'

/**
 * Who does something to users or keys, and from where. Without an actor it is whoever commands the machine, who may do everything: never make one
 * of a request that carries no credential.
 */
export interface Doer {
  readonly actor: Principal | null
  /** What the log calls whoever has no account. */
  readonly actorName?: string
  readonly address: string | null
}

/** The person at the command line of the machine. */
export const commandLine: Doer = { actor: null, actorName: 'command line', address: null }

/** Nobody gives away more than they have. Throws `denied`. */
export function refuseGiving({ actor }: Doer, given: { readonly role: Role; readonly sourceIds: readonly string[] | null }): void {
  if (actor === null) return
  const isWithinSources = actor.sourceIds === null || given.sourceIds?.every((id) => actor.sourceIds?.includes(id)) === true
  if (isAtLeast(actor.role, given.role) && isWithinSources) return
  throw new Failure('denied', `${actor.name} can't decide over what reaches further than it does itself.`, {
    remedy: 'Choose a lower role or fewer sources, or ask an admin.',
  })
}

/** Users are the business of admins who may see everything, and each of its own where `isOwnAllowed`. Throws `denied`. */
export function refuseStrangers({ actor }: Doer, user: Pick<User, 'id'> | null, isOwnAllowed = false): void {
  if (actor === null || (actor.role === 'admin' && actor.sourceIds === null)) return
  if (isOwnAllowed && user !== null && actor.kind === 'user' && actor.id === user.id) return
  throw new Failure('denied', `${actor.name} may not change users.`, { remedy: 'Ask an admin.' })
}
