import type { Backup, BackupTable } from '../domain/backup.ts'
import { bundleDialect } from '../domain/chain.ts'
import type { Source } from '../domain/source.ts'
import { memberIds } from '../plugins/bundle-members.ts'
import { prefixOf, splitMember } from '../plugins/bundle-parts.ts'

/** The one source of a bundle's backup that is restored into a source of its own kind. */
export interface LoneMember {
  readonly label: string
  /** Null when the bundle is gone or has changed: then only the archive tells. */
  readonly dialect: string | null
  /** What of it is meant, in its own words; null for all of it. */
  readonly chosen: readonly string[] | null
}

/** Null for a destination that takes the whole bundle, for a choice of more than one member, and for a backup of anything else. */
export function loneMemberOf(given: {
  readonly backup: Backup | null
  readonly chosen: readonly string[] | null
  readonly into: string
  readonly sources: readonly Source[]
}): LoneMember | null {
  const { backup, chosen, into, sources } = given
  if (backup?.source.dialect !== bundleDialect || into === bundleDialect || chosen === null) return null
  const names = chosen.map(splitMember)
  const [label, ...others] = new Set(names.map((name) => name.label))
  if (label === undefined || others.length > 0) return null
  const rests = names.flatMap(({ rest }) => rest ?? [])
  return { label, dialect: dialectOf(label, backup, sources), chosen: rests.length === names.length ? rests : null }
}

/** Its tables, as it calls them itself. */
export function tablesOfMember({ label }: LoneMember, tables: readonly BackupTable[]): readonly BackupTable[] {
  const prefix = prefixOf(label)
  return tables.flatMap((table) => (table.name.startsWith(prefix) ? [{ ...table, name: table.name.slice(prefix.length) }] : []))
}

function dialectOf(label: string, { sourceId }: Backup, sources: readonly Source[]): string | null {
  const bundle = sources.find(({ id }) => id === sourceId)
  const ids = bundle === undefined ? [] : memberIds(bundle)
  return sources.find(({ id, folder }) => folder === label && ids.includes(id))?.dialect ?? null
}
