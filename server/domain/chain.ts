/** Where a backup stands among those that refer to each other. */
export interface ChainPlace {
  /** The id of the full backup that the chain starts with. */
  readonly root: string
  readonly parent: string | null
  /** How many backups stand between this one and its root; 0 for the root. */
  readonly length: number
}

/** The place of a new backup behind `parent`; null starts a chain. */
export function nextInChain(id: string, parent: { readonly id: string; readonly chain: ChainPlace } | null): ChainPlace {
  if (parent === null) return { root: id, parent: null, length: 0 }
  return { root: parent.chain.root, parent: parent.id, length: parent.chain.length + 1 }
}

/** The dialect of a source that consists of other sources. */
export const bundleDialect = 'bundle'

export type Scope = 'full' | 'db' | 'files' | 'settings' | 'partial'

/** What a backup of one source covers. */
export function scopeOf(dialect: string, tables: readonly string[] | null): Scope {
  if (tables !== null) return 'partial'
  if (dialect === bundleDialect) return 'full'
  return dialect === 'files' || dialect === 'settings' ? dialect : 'db'
}
