import type { RouteGroup } from '../../route.ts'
import { backupRoutes } from './backups.ts'
import { failPlainly } from './failure.ts'
import { initialiseRoutes } from './initialise.ts'
import { restoreRoutes } from './restore.ts'
import { scheduleRoutes } from './schedule.ts'

/**
 * What the document leaves open, and what was chosen.
 *
 * - Everything needs an admin, who that is by session, key or token; 401 and 403 come before anything else is said.
 * - Before it is initialized everything answers 503 with the documented object, whatever else is wrong with the request; the status answers 200 with
 *   `initialized: false` and the same fields. Initialising may be repeated. It is done once the four views are there.
 * - The four tables are views in the metadata: they show what is there and can't be written to.
 * - Archives are kept in a database of their own, `backups.db` in the data folder, by a target of the kind `database`; not in the metadata, which must stay
 *   small. Initialising makes it the contract's target unless somebody chose one. Where a target is chosen that is elsewhere, archives lie there.
 * - Answers, of which the document gives none: plain objects with the words of its requests; times are RFC 3339, UTC. Creating answers 201 with the backup when
 *   it is complete, a restore 200 at its end. A list is `{ backups, total, page, pageSize }`, the newest first; `?id=` alone answers one backup, with
 *   `download=true` its archive. `id` and `backupId` are the same number.
 * - Errors are `{ error, message }` with the native statuses, and 500 for work that failed. `message` names the field at fault.
 * - Backups are all of the contract's source, however they came to be. With no database configured: 409.
 * - `type` partial without tables takes all of them; tables with type full are refused, because one of the two can't be meant. The same holds for a restore,
 *   where partial without tables is refused, unless the backup itself is partial: then what it holds is meant. Only what is named is replaced.
 * - The example of creating a backup has `//` comments in its JSON; it is taken as it stands there.
 * - A restore makes a backup of what is there first; `safetyBackupId` says which.
 * - The schedule: what is left out of an update stays. Also hourly (its minutes count); weekly is on Sundays and monthly on the first, unless the plan was given
 *   another day elsewhere. Times are in the zone of the contracts. Before somebody sets it, the document's example is shown, disabled, and removes nothing.
 *   0 days and 0 backups mean no limit; both hold together, and what is protected natively is protected here. Once there is a schedule, backups by hand
 *   count for its limits too.
 */
export const contractE: RouteGroup = {
  name: 'contract e',
  bases: ['/api/admin'],
  routes: [...initialiseRoutes, ...backupRoutes, ...scheduleRoutes, ...restoreRoutes],
  fail: failPlainly,
}
