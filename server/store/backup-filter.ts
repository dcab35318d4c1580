import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Backup } from '../domain/backup.ts'
import type { Tables } from './tables.ts'

/** How many backups a text is looked for in: every one that is looked at keeps the daemon from answering others a little longer. */
export const textSearchMax = 50_000

export interface BackupFilter {
  readonly planId?: string
  /** Null for those whose source is gone. */
  readonly sourceId?: string | null
  /** Only those of these sources; of none where it is empty. */
  readonly sourceIds?: readonly string[]
  readonly sourceDigest?: string
  readonly chainRoot?: string
  readonly state?: Backup['state']
  readonly purpose?: Backup['purpose']
  readonly targetId?: string
  readonly trigger?: Backup['trigger']
  readonly mode?: Backup['mode']
  readonly scope?: Backup['scope']
  readonly isSizePlausible?: boolean
  /** Part of the name or the description, upper or lower case. Looked for in the newest `textSearchMax` of those that fit the rest. */
  readonly text?: string
  readonly from?: Date
  readonly to?: Date
}

/** A filter with the ids of all backups at its target, where these were looked up before. */
export interface KnowingFilter extends BackupFilter {
  readonly ids?: readonly string[]
}

/** What a filter asks for besides its text. */
export function conditions(where: ExpressionBuilder<Tables, 'backup'>, filter: KnowingFilter): Expression<SqlBool> {
  const all: Expression<SqlBool>[] = []
  if (filter.planId !== undefined) all.push(where('plan_id', '=', filter.planId))
  if (filter.sourceId !== undefined) all.push(where('source_id', filter.sourceId === null ? 'is' : '=', filter.sourceId))
  if (filter.sourceIds !== undefined) all.push(where('source_id', 'in', [...filter.sourceIds]))
  if (filter.sourceDigest !== undefined) all.push(where('source_digest', '=', filter.sourceDigest))
  if (filter.chainRoot !== undefined) all.push(where('chain_root', '=', filter.chainRoot))
  if (filter.state !== undefined) all.push(isIn(where, filter.state))
  if (filter.purpose !== undefined) all.push(where('purpose', '=', filter.purpose))
  if (filter.trigger !== undefined) all.push(where('trigger_kind', '=', filter.trigger))
  if (filter.mode !== undefined) all.push(where('mode', '=', filter.mode))
  if (filter.scope !== undefined) all.push(where('scope', '=', filter.scope))
  // Written out, because the index of the small ones serves no query whose value is a parameter.
  if (filter.isSizePlausible !== undefined) all.push(where('is_size_plausible', '=', sql.lit(filter.isSizePlausible ? 1 : 0)))
  if (filter.from !== undefined) all.push(where('started_at', '>=', filter.from.getTime()))
  if (filter.to !== undefined) all.push(where('started_at', '<', filter.to.getTime()))
  if (filter.ids !== undefined) all.push(where('id', 'in', filter.ids))
  else if (filter.targetId !== undefined) all.push(where.exists(copyAt(where, filter.targetId)))
  return where.and(all)
}

/** Written out, because the index of those to be removed serves no query whose state is a parameter. */
function isIn(where: ExpressionBuilder<Tables, 'backup'>, state: Backup['state']): Expression<SqlBool> {
  return state === 'delete_pending' ? where('state', '=', sql.lit(state)) : where('state', '=', state)
}

function copyAt(where: ExpressionBuilder<Tables, 'backup'>, targetId: string) {
  return where
    .selectFrom('copy')
    .select('copy.backup_id')
    .whereRef('copy.backup_id', '=', 'backup.id')
    .where('copy.target_id', '=', targetId)
}

/** Whether the name or the description contains a text, in which no character is special. */
export function contains(where: ExpressionBuilder<Tables, 'backup'>, text: string): Expression<SqlBool> {
  const pattern = `%${text.replaceAll(/[!%_]/g, '!$&')}%`
  // The database lowers both sides: what it takes for upper case differs from one to the other.
  const like = (column: 'name' | 'description') => sql<SqlBool>`lower(${sql.ref(column)}) like lower(${pattern}) escape '!'`
  return where.or([like('name'), like('description')])
}
