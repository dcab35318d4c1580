import type { RouteGroup } from '../../route.ts'
import { createRoutes } from './create.ts'
import { downloadRoutes } from './download.ts'
import { failInEnvelope } from './envelope.ts'
import { recordRoutes } from './records.ts'
import { restoreRoutes } from './restore.ts'
import { settingsRoutes } from './settings.ts'

/**
 * What the document leaves open, and what was chosen.
 *
 * - What it acts on: the source and target of the contract's settings. Records are all backups of that source, however they came to be; those of other
 *   sources do not exist here. With no database configured: 409 and code 1.
 * - HTTP statuses: the native ones beside the envelope, 500 for work that failed. Code 2 goes with 401 and 403, code 1 with everything else.
 * - Roles: reading needs viewer; creating, cancelling one's own and downloading backup_operator; everything else admin.
 * - Messages that the document doesn't have begin in its language and go on as the failure says; they name the field at fault.
 * - `create` and both restores answer at their end; a client that goes away does not end them. One that was cancelled answers code 1, `备份已取消`.
 *   A second backup is refused (409) while one of this source runs or waits, also a scheduled one. While a restore runs it waits.
 * - `page_size` above 100 counts as 100, and a parameter that is left empty as absent; whatever else is wrong in a query is refused.
 * - `task_id` is always 0: no task has a number here. `database_size` is what the database says of itself, else the size of the dump; `file_size` that of
 *   the archive. Figures of what is not there yet are 0, texts empty. Backups that came with warnings are `completed`.
 * - Deleting waits until the archive is gone, and removes the last good backup too, because the document knows no refusal. It refuses (409) a backup that
 *   somebody pinned, and one that others, made incrementally elsewhere, refer to.
 * - `备份文件不存在` (404) answers a restore or download whose copies are all gone, or whose backup never came to its end.
 * - A backup of some tables (made elsewhere) restores these and leaves the others alone.
 * - The backup before a restore is a record like others: `恢复前自动备份`.
 * - The config is a plan. Until somebody sets it, it is disabled and limits nothing, so that nothing is removed that nobody asked to be; 0 days and 0
 *   backups go on meaning no limit. Backups by hand belong to the plan and count for it. Whoever protects a backup natively (pins, the last good and the last
 *   proven one) protects it here. Both limits hold together. Times are in the zone of the contracts; five or six fields, or a name such as `@daily`.
 * - `backup_path` can't be set, as in the document; it is empty unless somebody chose the target. Fields that are not documented are not looked at.
 * - Files are always ZIP archives where they lie. Compressed ones are deflated, so that any `unzip` opens them; those that are not are sent as the plain
 *   `.sql` in them. Which one a record is, is known from the config of its time; backups that were made elsewhere count as compressed.
 * - The SQL is laid out as documented; its first line has this product's name.
 */
export const contractB: RouteGroup = {
  name: 'contract b',
  bases: ['/api/backup'],
  routes: [...createRoutes, ...recordRoutes, ...downloadRoutes, ...restoreRoutes, ...settingsRoutes],
  fail: failInEnvelope,
}
