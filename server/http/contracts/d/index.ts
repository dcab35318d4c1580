import type { RouteGroup } from '../../route.ts'
import { backupRoutes, base, fixedBackupRoutes } from './backups.ts'
import { failPlainly } from './failure.ts'
import { restoreRoutes } from './restores.ts'
import { scheduleRoutes } from './schedules.ts'

/**
 * The fourth document: Backup API, for bots. What it leaves open, and what was chosen:
 *
 * - **What it acts on.** The source and target that the settings of contracts name for `d`, and the files beside them. It shows and touches backups of
 *   these, of the settings, and of bundles of nothing else, however they were made.
 * - **Create** answers 201 when the backup is complete, because its client announces it as created and does not look again; `wait=0` answers at once,
 *   `wait=30` after 30 seconds at the latest, and `status` tells how far it is. One that fails is 500 with `error`, `message` and `backup_id`. Another one
 *   that waits or runs is 409.
 * - **Body.** `type` is `full` unless given, and files and database are both included unless one is set to false. Where no files are configured there are
 *   none to include, and the answer says so (`includes_files`). Files and database go into one archive; the settings of this program don't.
 * - **Types.** An incremental or differential backup that has nothing to refer to is a full one: `type` says what it is, `notes` why.
 * - **List** is an array of those that are complete, the newest first: whatever stands there can be restored. `page` and `page_size` (1000) go further
 *   back. `size` is in bytes, times are RFC 3339 in UTC. Fields beside `id`, `created_at` and `size` are ours.
 * - **Details** also show one that is made, failed or was cancelled: `status` is pending, running, completed, failed or cancelled.
 * - **Restore** replaces what is there, after a safety backup. `target` is the name of a source: of files and database together it takes what is of its
 *   kind, and 400 is answered where that is nothing. Without it the backup goes where it came from. 409 while any restore waits or runs, also one from
 *   elsewhere. `job_id` is that of the native API. The safety backup takes the restore back.
 * - **Status** has `status`, `progress` in percent, `step`, times, `error`.
 * - **Schedules** run in the zone of contracts. `retention_days` is 30 unless given. An update changes what it names. Ids look like `schedule-7`. Backups
 *   stay when it is deleted.
 * - **Roles.** As the table says, so a viewer may not even list. Details need what the list needs, the status what the restore needs.
 * - **Statuses.** Those of the table: what natively is 413 or 422 is 400, what is 503 or 507 is 500. Beyond it stand 405 for a method that a path doesn't
 *   take, and 429 for too many wrong keys. Without a database source, 409 with a message that says so.
 * - **Errors** are `{ error, message, remedy?, fields? }`; `error` is the kind of failure, or `job_failed`.
 * - **Delete** waits until the archive is gone and answers 200; pinned backups, and those that others refer to, are refused with 409.
 */
export const contractD: RouteGroup = {
  name: 'contract d',
  bases: [base],
  routes: [...fixedBackupRoutes, ...restoreRoutes, ...scheduleRoutes, ...backupRoutes],
  fail: failPlainly,
}
