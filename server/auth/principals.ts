import { Failure } from '../../plugins/failure.ts'
import type { Principal } from '../domain/principal.ts'
import type { ApiKey } from '../store/api-keys.ts'
import type { User } from '../store/user-row.ts'

/** The person as the one who asks. */
export function principalOfUser(user: User, by: 'session' | 'token'): Principal {
  const { id, number, name, role } = user
  return { kind: 'user', id, number, name, role, sourceIds: null, by }
}

/** The program that holds the key as the one who asks. */
export function principalOfKey(key: ApiKey, by: 'key' | 'token'): Principal {
  const { id, number, name, role, sourceIds } = key
  return { kind: 'key', id, number, name, role, sourceIds, by }
}

/** Whether the key opens anything at this instant. */
export function isLive({ expiresAt, revokedAt }: Pick<ApiKey, 'expiresAt' | 'revokedAt'>, now: Date): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > now)
}

/** The refusal of a credential, the same whatever is wrong with it. */
export function refused(what: 'session' | 'key' | 'token' | 'credential'): Failure {
  const remedy = what === 'session' ? 'Sign in again.' : 'Check that it was copied whole, and whether it has expired or was revoked.'
  return new Failure('unauthenticated', `The ${what} is not valid, or not any more.`, { remedy })
}
