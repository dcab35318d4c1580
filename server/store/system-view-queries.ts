/** A time as text that every reader understands: RFC 3339, UTC, with milliseconds. */
const time = (milliseconds: string) => `strftime('%Y-%m-%dT%H:%M:%fZ', ${milliseconds} / 1000.0, 'unixepoch')`

/** A field of JSON text; null where the text is damaged, so that one bad row doesn't hide all others. */
const field = (json: string, path: string) => `case when json_valid(${json}) then json_extract(${json}, '$.${path}') end`

const status = (state: string) => `case ${state} when 'completed_with_warnings' then 'completed' else ${state} end`

/** Every backup that was asked for or found, but for those whose removal has begun. */
const systemBackups = `
  select r.number as id,
    case when r.scope = 'partial' or b.scope = 'partial' or ${field('j.request', 'tables')} is not null then 'partial' else 'full' end as type,
    r.description,
    coalesce(
      ${field('j.request', 'tables')},
      case b.scope when 'partial' then
        (select json_group_array(t.name) from (select name from backup_table where backup_id = b.id order by position) as t)
      end,
      '[]'
    ) as tables,
    coalesce(b.table_count, 0) as table_count,
    coalesce(b.size_bytes, 0) as size,
    case when b.id is not null then 'completed' else coalesce(${status('j.state')}, 'failed') end as status,
    case r.trigger_kind when 'auto' then 'scheduled' else 'manual' end as "trigger",
    s.name as source,
    b.name as filename,
    (select t.kind || ':' || t.name || '/' || c.key from copy as c join target as t on t.id = c.target_id
      where c.backup_id = b.id and c.state = 'kept' order by c.target_id limit 1) as location,
    b.sha256 as checksum,
    r.actor as created_by,
    ${time('r.created_at')} as created_at,
    ${time('coalesce(b.finished_at, j.finished_at)')} as completed_at,
    case when b.id is null then ${field('j.failure', 'message')} end as error
  from record as r
    left join backup as b on b.id = r.backup_id
    left join job as j on j.id = r.job_id
    left join source as s on s.id = r.source_id
  where b.state is not 'delete_pending'`

/** Every restore. A backup that was removed since, or uploaded, has no number. */
const systemRestoreLog = `
  select j.id,
    r.number as backup_id,
    case when ${field('j.request', 'tables')} is null then 'full' else 'partial' end as restore_type,
    coalesce(${field('j.request', 'tables')}, '[]') as tables,
    ${status('j.state')} as status,
    safety.number as safety_backup_id,
    j.requested_by as restored_by,
    ${time('j.queued_at')} as created_at,
    ${time('j.started_at')} as started_at,
    ${time('j.finished_at')} as completed_at,
    coalesce(${field('j.failure', 'message')}, case when j.state in ('cancelled', 'timeout') then j.reason end) as error
  from job as j
    left join record as r on r.backup_id = j.backup_id
    left join record as safety on safety.backup_id = ${field('j.result', 'safetyBackupId')}
  where j.kind = 'restore'`

const minuteOfHour = `case
      when trim(expression) glob '[0-9] [*] [*] [*] [*]' then '0' || substr(trim(expression), 1, 1)
      when trim(expression) glob '[0-9][0-9] [*] [*] [*] [*]' then substr(trim(expression), 1, 2)
    end`

/** What the contract schedules, in its own words; 0 stands for no limit. */
const backupSchedule = `
  select number as id,
    is_enabled as enabled,
    case when kind is not 'cron' then kind when ${minuteOfHour} is null then 'custom' else 'hourly' end as frequency,
    case when kind is not 'cron' then time else '00:' || ${minuteOfHour} end as time,
    timezone, retention_days, max_backups, last_run, next_run, created_at, updated_at
  from (
    select c.number,
      case when p.is_paused = 0 and ${field('p.settings', 'schedule')} is not null then 1 else 0 end as is_enabled,
      ${field('p.settings', 'schedule.kind')} as kind,
      ${field('p.settings', 'schedule.time')} as time,
      ${field('p.settings', 'schedule.expression')} as expression,
      ${field('p.settings', 'zone')} as timezone,
      coalesce(${field('p.settings', 'retention.keepDays')}, 0) as retention_days,
      coalesce(${field('p.settings', 'retention.countMax')}, 0) as max_backups,
      ${time('p.last_slot')} as last_run,
      ${time('p.next_run_at')} as next_run,
      ${time('c.created_at')} as created_at,
      ${time('p.updated_at')} as updated_at
    from contract_plan as c join plan as p on p.id = c.plan_id
    where c.contract = 'e'
  )`

/** What was removed, or is to be. A number goes with its backup, so what is gone is named by the id that it had for good. */
const backupCleanupLog = `
  select c.id,
    coalesce(r.number, c.backup_id) as backup_id,
    c.backup_name as filename,
    case c.outcome when 'removed' then 'deleted' else 'pending' end as status,
    case c.outcome when 'removed' then ${time('c.at')} end as deleted_at,
    c.reason,
    c.size_bytes as size,
    c.failure as error
  from cleanup as c left join record as r on r.backup_id = c.backup_id`

/** The name of each view with what it reads. */
export const systemViewQueries = {
  system_backups: systemBackups,
  system_restore_log: systemRestoreLog,
  backup_schedule: backupSchedule,
  backup_cleanup_log: backupCleanupLog,
} as const

export const systemViewNames = Object.keys(systemViewQueries) as readonly (keyof typeof systemViewQueries)[]
