import type { RestoreChoices } from '../../../../views/pages/restore/choices.ts'
import type { RestoreSubject, SubjectTable } from '../../../../views/pages/restore/subject.ts'
import type { Backup } from '../../../domain/backup.ts'
import { bundleDialect } from '../../../domain/chain.ts'
import type { Source } from '../../../domain/source.ts'
import type { InspectResult } from '../../../domain/upload.ts'
import { splitMember } from '../../../plugins/bundle-parts.ts'
import type { RestoreWish } from '../../../services/restore-orders.ts'
import type { Upload } from '../../../services/uploads.ts'
import { findBackup } from '../../api/backups-find.ts'
import type { Call } from '../../call.ts'

/** What is to be restored, as it is shown and as the services take it. */
export interface Subject {
  readonly shown: RestoreSubject
  readonly wish: RestoreWish['from']
  /** Where it came from, as long as that is there. */
  readonly origin: Source | null
  /** What every destination must take; empty for a backup. */
  readonly parts: readonly string[]
}

/** Throws `not_found` for a backup or upload that isn't there, and what keeps an upload from being read. Null where nothing is chosen. */
export async function subjectOf(call: Call, { from }: RestoreChoices, sources: readonly Source[]): Promise<Subject | null> {
  if (from === null) return null
  return from.kind === 'backup' ? ofBackup(call, from.id, sources) : ofUpload(call, from.id)
}

async function ofBackup(call: Call, text: string, sources: readonly Source[]): Promise<Subject> {
  const { id } = await findBackup(call, text)
  const { backup, tables } = await call.house.backups.show(id)
  const origin = sources.find((source) => source.id === backup.sourceId) ?? null
  const shown: RestoreSubject = {
    kind: 'backup',
    id,
    name: backup.name,
    dialect: backup.source.dialect,
    sizeBytes: backup.sizeBytes,
    startedAt: backup.startedAt,
    sourceName: origin?.name ?? backup.source.label,
    backup,
    tables: choosable(backup, tables, sources),
    tableCount: tables.length,
    picker: pickerOf(backup.source.dialect, tables.length),
    isSound: true,
  }
  return { shown, wish: { backup }, origin, parts: [] }
}

async function ofUpload(call: Call, id: string): Promise<Subject> {
  const upload = await call.house.uploads.find(id)
  const report = await call.house.uploads.inspect(id, { signal: call.signal })
  return { shown: shownUpload(upload, report), wish: { upload }, origin: null, parts: report.parts }
}

function shownUpload(upload: Upload, report: InspectResult): RestoreSubject {
  return {
    kind: 'upload',
    id: upload.id,
    name: upload.name,
    dialect: report.dialect,
    sizeBytes: upload.sizeBytes,
    startedAt: report.backup === null ? null : new Date(report.backup.startedAt),
    sourceName: report.backup?.label ?? null,
    backup: null,
    tables: report.tables.map(({ name, rows, sizeBytes }) => ({ name, rows, sizeBytes, isMember: false })),
    tableCount: report.tableCount,
    // Plain SQL text has no index by which some of it could be read alone.
    picker: report.form === 'archive' ? pickerOf(report.dialect, report.tables.length) : 'none',
    isSound: report.problems.length === 0,
  }
}

/** Of a bundle its members too, and of those that are trees nothing else: their figures are none of tables. */
function choosable(
  { source }: Pick<Backup, 'source'>,
  tables: readonly Omit<SubjectTable, 'isMember'>[],
  sources: readonly Source[],
): SubjectTable[] {
  const plain = tables.map(({ name, rows, sizeBytes }) => ({ name, rows, sizeBytes, isMember: false }))
  if (source.dialect !== bundleDialect) return plain
  const byLabel = Map.groupBy(plain, ({ name }) => splitMember(name).label)
  return [...byLabel].flatMap(([label, own]) => {
    const dialect = memberDialect(label, sources)
    const member = { name: label, rows: null, sizeBytes: null, isMember: true }
    return dialect === 'files' || dialect === 'settings' ? [member] : [member, ...own]
  })
}

function pickerOf(dialect: string | null, tables: number): RestoreSubject['picker'] {
  if (dialect === 'settings') return 'none'
  if (dialect === 'files') return 'paths'
  return tables > 0 ? 'tables' : dialect === null ? 'paths' : 'none'
}

/** The dialect of a bundle's member by what it is called in archives; null once that source is gone. */
export function memberDialect(label: string, sources: readonly Source[]): string | null {
  return sources.find(({ folder }) => folder === label)?.dialect ?? null
}
