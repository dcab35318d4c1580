import type { RouteGroup } from '../../route.ts'
import { backupActionRoutes } from './backup-actions.ts'
import { backupRoutes, backupsPath } from './backups.ts'
import { configRoutes, configsPath } from './configs.ts'
import { downloadRoutes } from './download.ts'
import { failInEnvelope } from './envelope.ts'

/**
 * The first document: 备份管理 API. What it leaves open, and what was chosen:
 *
 * - **Who.** Whoever may read natively lists and reads; operators create, download and try configurations out; admins restore, delete and change
 *   configurations.
 * - **What it acts on.** The source and target that the settings of contracts name for `a`, the files and the settings beside them. It shows and touches
 *   backups of these and of bundles of nothing else, however they were made: by a schedule, another contract, or before a restore. Without a database:
 *   code 409.
 * - **Types.** `full` is one archive of the database, the files and the settings, as far as there are such; the bundle for it is added when it is first
 *   needed. Backups of chosen tables, which the document doesn't know, are shown as `db`. Displays that it doesn't give: 数据库备份, 文件备份, 系统设置备份; 进行中, 失败; 每周,
 *   每月.
 * - **Status.** Completed with warnings is `completed`; cancelled and timed out are `failed`, and `error_message` says which.
 * - **Success** is 200 throughout. **Errors** have the native status, the same number as `code`, `data: null`, and a message that begins in Chinese and
 *   goes on with what exactly happened, naming fields. A job that failed is 500, for the request was right.
 * - **Lists.** The newest record first, configurations in the order in which they were made. A page behind the last is empty. `page_size` is 1000 at most.
 *   A parameter that is left empty (`?status=`) is as good as absent.
 *   Dates are days in the zone of contracts, the last one included. Links keep every filter but `api_key`, and lead to the public URL where one is set.
 * - **Names.** One that is missing or empty is made of the type and the time. Unknown fields in bodies are ignored, as clients send back what they have
 *   read.
 * - **`created_by`** is the number of the user or key; of a scheduled backup that of whoever made the configuration; else null.
 * - **Delete** waits until the archive is gone, and takes the last good backup too, since nothing in the document could confirm it. Pinned ones, and those
 *   that incrementals refer to, are refused with 409.
 * - **Restore** replaces what is there, after a safety backup, which appears in the list and undoes it; it answers when that is done. Of a database
 *   all is as it was, or the tables that the backup is of; files that it doesn't hold stay beside those that it does.
 * - **Download** is the archive as it is stored, a ZIP file, with ranges.
 * - **Configurations.** Weekly means on Mondays, monthly on the 1st, at `backup_time` in the zone of contracts; seconds are kept. A full update takes
 *   every field, also what the contract acts on by then; PATCH takes some. `last_backup` is the newest backup that is there, `next_backup` null while it
 *   is disabled. Its backups stay when it is deleted.
 * - **Trial backups** (`test/`) belong to the configuration: its retention counts them.
 */
export const contractA: RouteGroup = {
  name: 'contract a',
  bases: [backupsPath, configsPath],
  routes: [...backupRoutes, ...backupActionRoutes, ...downloadRoutes, ...configRoutes],
  fail: failInEnvelope,
}
