export interface NameParts {
  readonly trigger: 'manual' | 'auto'
  readonly startedAt: Date
  /** IANA time zone in which the time is written. */
  readonly zone: string
  /** One SQL database, so that the name says what is inside. */
  readonly sql: boolean
  readonly sealed: boolean
  /** 1 for the plain name; a name that is taken gets 2, 3, … */
  readonly ordinal: number
}

/** The archive's name: `backup_manual_20260102_030405.sql.zip`, with `_2` before the suffix and `.age` after it where they apply. */
export function archiveName(parts: NameParts): string {
  const ordinal = parts.ordinal === 1 ? '' : `_${parts.ordinal}`
  return `backup_${parts.trigger}_${stamp(parts.startedAt, parts.zone)}${ordinal}${parts.sql ? '.sql' : ''}.zip${parts.sealed ? '.age' : ''}`
}

function stamp(at: Date, zone: string): string {
  const fields = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at)
  const of = (type: Intl.DateTimeFormatPartTypes) => fields.find((field) => field.type === type)?.value ?? ''
  return `${of('year')}${of('month')}${of('day')}_${of('hour')}${of('minute')}${of('second')}`
}

const archivePattern = /^backup_(manual|auto)_\d{8}_\d{6}(_\d+)?(\.sql)?\.zip(\.age)?$/

/** Whether a name is one that `archiveName` gives; only such objects are ever swept. */
export function isArchiveName(name: string): boolean {
  return archivePattern.test(name)
}

/** A key as the folder that an archive shares with those it refers to (empty, or ending in `/`), and its name in there. */
export function splitKey(key: string): { readonly folder: string; readonly name: string } {
  const at = key.lastIndexOf('/') + 1
  return { folder: key.slice(0, at), name: key.slice(at) }
}
