import type { RestorePlan, TableNames } from '../domain/restore.ts'
import { count, formatDuration, formatSize, printable, sentence } from './format.ts'

const namedMax = 8

/** What a restore would do, for people. */
export function restorePlanLines(plan: RestorePlan): string[] {
  const { from, destination, safety } = plan
  const made = from.startedAt === null ? '' : ` of ${from.startedAt.toISOString().replace(/\.\d+Z$/, 'Z')}`
  const lines = [`Restore ${printable(from.name)}${made} into ${printable(destination.name)} (${destination.dialect}).`]
  if (plan.copy !== null) {
    const archives = plan.copy.archives === 1 ? '' : `, with ${count(plan.copy.archives - 1, 'archive')} that it refers to`
    lines.push(`  from the copy at ${printable(plan.copy.target)}${archives}`)
  }
  lines.push(`  there now: ${stateOf(destination)}`, ...tableLines(plan), ...sizeLines(plan))
  const where = safety.target === null ? '' : ` It goes to ${printable(safety.target)}.`
  lines.push(`  safety backup: ${safety.isMade ? 'yes' : 'no'}. ${safety.reason}${where}`)
  for (const warning of plan.warnings) lines.push(`Warning: ${sentence(printable(warning))}`)
  for (const { message, remedy } of plan.problems) lines.push(`Problem: ${sentence(printable(message))}`, `  → ${printable(remedy)}`)
  return lines
}

function stateOf({ isPresent, holdsData, engine, version, isAtomic }: RestorePlan['destination']): string {
  if (!isPresent) return 'nothing'
  const what = holdsData === false ? 'nothing but an empty place' : holdsData === true ? 'data' : 'maybe data'
  const manner = isAtomic === null ? '' : isAtomic ? '; it is replaced at once or not at all' : '; it is replaced piece by piece'
  return `${what} (${printable(`${engine} ${version}`)})${manner}`
}

function tableLines({ tables, entries }: RestorePlan): string[] {
  if (tables === null) return entries === null ? [] : [`  holds: ${entries} ${entries === 1 ? 'entry' : 'entries'}`]
  const named = (title: string, { count: total, names }: TableNames) => {
    if (total === 0) return []
    const more = total > namedMax ? `, and ${total - namedMax} more` : ''
    return [`  ${title}: ${names.slice(0, namedMax).map(printable).join(', ')}${more}`]
  }
  return [
    ...named('new tables', tables.added),
    ...named('replaced tables', tables.replaced),
    ...named('untouched tables', tables.untouched),
    ...named('tables that go away', tables.removed),
  ]
}

function sizeLines({ contentBytes, freeBytes, estimatedMs }: RestorePlan): string[] {
  if (contentBytes === null) return []
  const free = freeBytes === null ? '' : `, ${formatSize(freeBytes)} free there`
  const time = estimatedMs === null ? '' : `, about ${formatDuration(estimatedMs)} going by earlier ones`
  return [`  content: ${formatSize(contentBytes)}${free}${time}`]
}
