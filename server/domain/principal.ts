import { isAtLeast, type Role } from './role.ts'

/** Who asks: a person with a session, or a program with a key; a token stands for the one who fetched it. */
export interface Principal {
  readonly kind: 'user' | 'key'
  /** 32 hex digits. */
  readonly id: string
  /** The small number that contracts show; of users and keys together, so that no two people share one. */
  readonly number: number
  readonly name: string
  readonly role: Role
  /** The only sources that it may see and touch; null for all of them. */
  readonly sourceIds: readonly string[] | null
  /** How it showed who it is. What a browser sends by itself (`session`) is believed only together with where the request came from. */
  readonly by: 'session' | 'key' | 'token'
}

/** As jobs and the audit log write it: `user:3`, `key:5`. */
export function actorOf({ kind, number }: Pick<Principal, 'kind' | 'number'>): string {
  return `${kind}:${number}`
}

/** Whether it may know of this source and touch it. What belongs to no source is not for those who are bound to some. */
export function maySee({ sourceIds }: Pick<Principal, 'sourceIds'>, sourceId: string | null): boolean {
  return sourceIds === null || (sourceId !== null && sourceIds.includes(sourceId))
}

/** Whether it may cancel a job: an admin any, an operator its own. */
export function mayCancel(principal: Pick<Principal, 'kind' | 'number' | 'role'>, job: { readonly requestedBy: string | null }): boolean {
  return principal.role === 'admin' || (isAtLeast(principal.role, 'backup_operator') && job.requestedBy === actorOf(principal))
}
