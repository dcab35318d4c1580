import type { RouteGroup } from '../../route.ts'
import { configRoutes } from './config.ts'

/**
 * The story of a backup page: a list, backups by hand, restores with progress, and a daily or weekly schedule that keeps the last N. Its paths are those of the native
 * API, which serves all of them but the configuration; so errors are the native ones as well.
 *
 * What the document leaves open, and what was chosen:
 * - It names no fields. The configuration has `enabled`, `frequency` (daily or weekly), `time`, `weekday`, `keepLast`, `source`, `target`, `zone`, and tells `lastRun` and
 *   `nextRun`. Weekdays are 0 (Sunday) to 6, or English names; one without a frequency means weekly.
 * - A PUT keeps what it leaves out or says null of, but `keepLast: null` keeps all. Until the first one the configuration is that of a daily backup at 02:00 which keeps 7, and is not enabled.
 * - It is one plan like all others, of one source. Who changes that plan elsewhere to a schedule that is neither daily nor weekly finds `frequency`, `time` and `weekday` null here.
 * - "The last N" leaves alone what protects a backup anyway: pins, and what newer ones need.
 * - The administrator of the story is the role admin for changes; whoever may see backups may see the configuration.
 */
export const contractC: RouteGroup = { name: 'contract c', bases: ['/api/v1/backups/config'], routes: configRoutes }
