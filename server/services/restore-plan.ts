import { compareTables, compareVersions, contentBytes, estimateMs, type RestorePlan } from '../domain/restore.ts'
import type { InspectResult } from '../domain/upload.ts'
import type { RestoreFacts } from './restore-facts.ts'
import { problemsOf, type RestoreFindings } from './restore-problems.ts'
import { chooseSafety, holdsData } from './restore-safety.ts'

/** The whole plan; decides, and touches nothing. */
export function planRestore(facts: RestoreFacts, findings: RestoreFindings): RestorePlan {
  const { chosen, member, backup, destination, tables: held, copies } = facts
  const { presence, upload, freeBytes } = findings
  const { report } = presence
  const safety = chooseSafety(facts, presence)
  const content =
    backup === null
      ? (upload?.plainBytes ?? null)
      : contentBytes(backup, held, chosen ?? (member === null ? null : held.map(({ name }) => name)))
  const [best] = copies
  return {
    from: fromOf(facts, upload),
    copy:
      best === undefined || backup === null
        ? null
        : { target: best.target.name, key: best.copy.key, verifiedAt: best.copy.verifiedAt, archives: 1 + backup.needs.length },
    destination: {
      name: destination.name,
      dialect: destination.dialect,
      isPresent: report !== null,
      holdsData: holdsData(presence),
      engine: report?.engine ?? null,
      version: report?.version ?? null,
      isAtomic: report?.supports?.liveRestore ?? null,
    },
    tables: tablesOf(facts, findings),
    entries: backup?.tableCount ?? upload?.tableCount ?? null,
    contentBytes: content,
    freeBytes,
    estimatedMs: estimateMs(content, facts.speeds),
    safety: { isMade: safety.isNeeded, target: safety.isNeeded ? (safety.targets[0]?.name ?? null) : null, reason: safety.reason },
    warnings: warningsOf(facts, findings, content),
    problems: problemsOf(facts, findings, safety),
  }
}

function fromOf({ request, backup }: RestoreFacts, upload: InspectResult | null): RestorePlan['from'] {
  if (backup !== null) {
    const { dialect, engine, version } = backup.source
    return { backupId: backup.id, name: backup.name, startedAt: backup.startedAt, dialect, engine, version }
  }
  const name = 'name' in request.from ? request.from.name : ''
  const made = upload?.backup ?? null
  return {
    backupId: null,
    name,
    startedAt: made === null ? null : new Date(made.startedAt),
    dialect: upload?.dialect ?? null,
    engine: made?.engine ?? null,
    version: made?.version ?? null,
  }
}

function tablesOf(
  { request, chosen, backup, tables, destination }: RestoreFacts,
  { presence, upload }: RestoreFindings,
): RestorePlan['tables'] {
  const held = backup === null ? (upload?.tables ?? []) : tables
  const found = presence.report?.tables ?? []
  // A tree tells no names before it is read; its files are only counted.
  if (destination.dialect === 'files' || (held.length === 0 && found.length === 0)) return null
  // A backup of some tables replaces those and leaves the others alone.
  const own = backup?.scope === 'partial' ? held.map(({ name }) => name) : null
  return compareTables({ held, found, chosen: chosen ?? own, existing: request.existing })
}

function warningsOf(facts: RestoreFacts, { presence, freeBytes }: RestoreFindings, content: number | null): string[] {
  const warnings: string[] = []
  const made = facts.backup?.source
  const { report } = presence
  if (report !== null && facts.member === null && made?.engine != null && made.version !== null) {
    if (made.engine !== report.engine) warnings.push(`The backup was made by ${made.engine}; the destination is ${report.engine}.`)
    else if ((compareVersions(made.version, report.version) ?? 0) > 0) {
      warnings.push(`The backup was made by ${made.engine} ${made.version}; the destination has the older ${report.version}.`)
    }
  }
  if (content !== null && freeBytes !== null && freeBytes < content) {
    warnings.push(`The content has ${content} bytes; at the destination only ${freeBytes} are free.`)
  }
  const safety = chooseSafety(facts, presence)
  const isSealed = (safety.plan?.settings.recipients.length ?? 0) > 0
  if (safety.isNeeded && isSealed && facts.identities.length === 0) {
    warnings.push('The safety backup is sealed like every backup of its plan; to undo this restore an identity has to be entrusted first.')
  }
  return warnings
}
