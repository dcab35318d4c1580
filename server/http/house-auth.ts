import type { AuditLog } from '../auth/audit.ts'
import type { Auth } from '../auth/auth.ts'
import type { Authenticator } from '../auth/authenticate.ts'

/** What the routes use of `server/auth`. Who a request comes from and what is written down about it can be another's word, for tests. */
export interface HouseAuth extends Omit<Auth, 'authenticator' | 'audit'> {
  readonly authenticator: Pick<Authenticator, 'authenticate' | 'recall'>
  readonly audit: Pick<AuditLog, 'record' | 'list' | 'count' | 'verify'>
}
