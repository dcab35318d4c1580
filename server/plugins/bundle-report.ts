import type { SourceReport } from '../../plugins/contract.ts'
import type { BundleMember } from './bundle-choice.ts'
import { encodeIdentity } from './bundle-identity.ts'
import { prefixOf } from './bundle-parts.ts'

/** A member and what it said of itself. */
export interface MemberReport {
  readonly member: BundleMember
  readonly report: SourceReport
}

/** What the members said of themselves, as one. A member without tables is told by its label, which chooses all of it. */
export function joinReports(present: readonly MemberReport[]): SourceReport {
  const sizes = present.map(({ report }) => report.sizeBytes)
  const isEmpty = emptiness(present.map(({ report }) => report))
  return {
    engine: 'bundle',
    version: '1',
    identity: encodeIdentity(
      present.map(({ member, report }) => ({ label: member.label, dialect: member.name, identity: report.identity })),
    ),
    sizeBytes: sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
    tables: present.flatMap(({ member, report }) =>
      report.tables.length === 0
        ? [{ name: member.label, rows: null }]
        : report.tables.map(({ name, rows }) => ({ name: prefixOf(member.label) + name, rows })),
    ),
    parts: present.flatMap(({ member, report }) => report.parts.map((part) => member.entryOf(part))),
    ...(isEmpty === null ? {} : { isEmpty }),
  }
}

/** Whether there is something at a source that a restore could overwrite; null where it doesn't say. */
export function isSourceEmpty({ isEmpty, tables }: SourceReport): boolean | null {
  return isEmpty ?? (tables.length > 0 ? false : null)
}

function emptiness(reports: readonly SourceReport[]): boolean | null {
  const each = reports.map(isSourceEmpty)
  if (each.includes(false)) return false
  return each.includes(null) ? null : true
}
