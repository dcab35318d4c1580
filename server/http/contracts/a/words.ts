import type { Backup } from '../../../domain/backup.ts'
import { type Scope, scopeOf } from '../../../domain/chain.ts'
import type { JobState } from '../../../domain/work.ts'
import type { RecordEntry } from '../../../services/records.ts'
import type { RecordFilter } from '../../../store/records.ts'

export const backupTypes = ['full', 'db', 'files', 'settings'] as const
export type BackupType = (typeof backupTypes)[number]

export const typeDisplays: Readonly<Record<BackupType, string>> = {
  full: '完整备份',
  db: '数据库备份',
  files: '文件备份',
  settings: '系统设置备份',
}

export const statuses = ['pending', 'running', 'completed', 'failed'] as const
export type Status = (typeof statuses)[number]

export const statusDisplays: Readonly<Record<Status, string>> = {
  pending: '等待中',
  running: '进行中',
  completed: '已完成',
  failed: '失败',
}

/** The document knows four words: with warnings is completed, cancelled and timed out have failed. A backup that is there is completed, whatever its job says. */
export function statusOf({ backup, job }: Pick<RecordEntry, 'backup' | 'job'>): Status {
  if (backup !== null) return 'completed'
  return job?.state === 'pending' || job?.state === 'running' ? job.state : 'failed'
}

const statesOf: Readonly<Record<Status, 'kept' | readonly JobState[]>> = {
  pending: ['pending'],
  running: ['running'],
  completed: 'kept',
  failed: ['failed', 'cancelled', 'timeout'],
}

export function stateFilter(status: Status | undefined): Pick<RecordFilter, 'state'> {
  return status === undefined ? {} : { state: statesOf[status] }
}

/** What was asked for by this contract is of the type that was asked for, also where there was only a database to make everything of. */
export function typeOf({ record, backup, scope }: Pick<RecordEntry, 'record' | 'backup' | 'scope'>): BackupType {
  const asked = backupTypes.find((type) => record.origin === 'a' && type === record.scope)
  return asked ?? typeOfScope(scope, backup)
}

/** Chosen tables are of a database, for the document knows no parts. */
function typeOfScope(scope: Scope | null, backup: Pick<Backup, 'source'> | null): BackupType {
  const whole = scope === 'partial' ? scopeOf(backup?.source.dialect ?? '', null) : scope
  return whole === null || whole === 'partial' ? 'db' : whole
}

export function scopeFilter(type: BackupType | undefined): Pick<RecordFilter, 'scopes' | 'wordsOf'> {
  if (type === undefined) return {}
  return { wordsOf: 'a', scopes: type === 'db' ? ['db', 'partial'] : [type] }
}
