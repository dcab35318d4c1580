import type { Route } from '../../route.ts'
import { accountPages } from './account.ts'
import { accountSecretPages } from './account-secrets.ts'
import { configurationPages } from './configuration.ts'
import { encryptionPages } from './encryption.ts'
import { factPages } from './facts.ts'
import { homePages } from './home.ts'
import { keyPages } from './keys.ts'
import { userPages } from './user.ts'
import { userListPages } from './users.ts'

/** What can be set: one's own account, and how this installation works. */
export const settingsPages: readonly Route[] = [
  ...homePages,
  ...accountPages,
  ...accountSecretPages,
  ...userListPages,
  ...userPages,
  ...keyPages,
  ...encryptionPages,
  ...factPages,
  ...configurationPages,
]
