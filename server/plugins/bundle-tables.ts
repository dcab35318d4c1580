import type { BackupTable } from '../domain/backup.ts'
import { bundleDialect, scopeOf } from '../domain/chain.ts'
import type { PluginUse } from '../domain/job.ts'
import { parseBundle } from './bundle-config.ts'
import { splitMember } from './bundle-parts.ts'

interface Named {
  readonly name: string
}

/**
 * The tables of a backup as they can be chosen and compared at a destination. Of a bundle, a member that is no database stands there by its label, for
 * its figures are none of tables. What is chosen of it, or of a member of which no tables are on record, stands there as well: only the archive tells
 * whether it holds that.
 */
export function choosableTables(
  tables: readonly BackupTable[],
  destination: PluginUse,
  chosen: readonly string[] | null,
): readonly BackupTable[] {
  if (destination.name !== bundleDialect || tables.length === 0) return tables
  const { members } = parseBundle(destination.config)
  const recorded = labelsOf(tables)
  const trees = new Set(members.filter(({ name }) => scopeOf(name, null) !== 'db').map(({ label }) => label))
  const open = new Set(members.map(({ label }) => label).filter((label) => trees.has(label) || !recorded.has(label)))
  const held = [...trees].filter((label) => recorded.has(label))
  const named = (chosen ?? []).filter((name) => open.has(splitMember(name).label))
  const standIns = [...new Set([...held, ...named])].map((name) => ({ name, rows: null, sizeBytes: null, checksum: null }))
  return [...tables.filter(({ name }) => !trees.has(splitMember(name).label)), ...standIns]
}

/** Of the tables found in a bundle those of members that the backup is known to hold something of: a restore leaves other members alone. */
export function comparableTables<Table extends Named>(
  found: readonly Table[],
  destination: PluginUse,
  held: readonly Named[],
): readonly Table[] {
  if (destination.name !== bundleDialect || held.length === 0) return found
  const labels = labelsOf(held)
  return found.filter(({ name }) => labels.has(splitMember(name).label))
}

/** The members that a backup is known to hold something of, and that the bundle it is restored into doesn't have. */
export function strangeLabels(held: readonly Named[], destination: PluginUse): readonly string[] {
  if (destination.name !== bundleDialect) return []
  const labels = new Set(parseBundle(destination.config).members.map(({ label }) => label))
  return [...labelsOf(held)].filter((label) => !labels.has(label))
}

function labelsOf(tables: readonly Named[]): ReadonlySet<string> {
  return new Set(tables.map(({ name }) => splitMember(name).label))
}
