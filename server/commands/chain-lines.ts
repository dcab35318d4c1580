import type { Backup } from '../domain/backup.ts'
import { formatSize } from './format.ts'
import { formatInstant, renderTable } from './table.ts'

/**
 * A chain as a tree, each backup below the one that it was made from, the oldest first; an arrow stands at the one it is about. A long run of
 * incrementals stays in one column: only where a chain forks does it go deeper.
 */
export function chainLines(chain: readonly Backup[], aboutId: string): string[] {
  const known = new Set(chain.map(({ id }) => id))
  const children = Map.groupBy(chain, ({ chain: { parent } }) => (parent !== null && known.has(parent) ? parent : ''))
  const rows: string[][] = []
  const waiting = (children.get('') ?? []).map((backup) => ({ backup, depth: 0 })).reverse()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { backup, depth } = next
    rows.push(rowOf(backup, depth, backup.id === aboutId))
    const made = children.get(backup.id) ?? []
    // The last branch goes on in its parent's column, once the others are drawn.
    const below = made.map((child, at) => ({ backup: child, depth: depth === 0 || at < made.length - 1 ? depth + 1 : depth }))
    waiting.push(...below.reverse())
  }
  return renderTable(rows)
}

function rowOf({ id, mode, startedAt, sizeBytes, trust, state, isPinned }: Backup, depth: number, isAbout: boolean): string[] {
  const branch = depth === 0 ? '' : `${'│ '.repeat(depth - 1)}├─`
  const marks = [...(state === 'delete_pending' ? ['being removed'] : []), ...(isPinned ? ['pinned'] : [])].join(', ')
  return [`${isAbout ? '→' : ' '} ${branch}${id.slice(0, 8)}`, mode, formatInstant(startedAt), formatSize(sizeBytes), trust, marks]
}
