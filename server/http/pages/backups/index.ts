import type { Route } from '../../route.ts'
import { backupRoutes } from './backup.ts'
import { deleteBackupRoutes } from './delete.ts'
import { backupListPages } from './list.ts'
import { manifestRoutes } from './manifest.ts'
import { newBackupRoutes } from './new.ts'

/** The backups: the list, making one by hand, and everything about one. */
export const backupPages: readonly Route[] = [
  ...backupListPages,
  // Before the page of one, which would take "new" for its name.
  ...newBackupRoutes,
  ...backupRoutes,
  ...deleteBackupRoutes,
  ...manifestRoutes,
]
