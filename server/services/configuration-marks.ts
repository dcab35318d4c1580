import type { Backup } from '../domain/backup.ts'
import type { Nouns } from '../store/store.ts'
import type { ConfigurationDocument } from './configuration-document.ts'

export interface ImportedMarks {
  readonly changed: number
  readonly warnings: readonly string[]
}

/** Gives backups their pins, descriptions and purposes back, as far as they are known here: with `merge` none is taken away. */
export async function importMarks(
  marks: ConfigurationDocument['backups'],
  { backups }: Nouns,
  mode: 'merge' | 'replace',
): Promise<ImportedMarks> {
  let changed = 0
  let unknown = 0
  for (const mark of marks) {
    const found = await backups.find(mark.id)
    if (found === null) {
      unknown += 1
      continue
    }
    const isPinned = mark.isPinned || (mode === 'merge' && found.isPinned)
    const description = mode === 'replace' || found.description === '' ? mark.description : found.description
    const { purpose } = mark
    if (isMarked(found, { isPinned, description, purpose })) continue
    await backups.change(mark.id, { isPinned, description, purpose })
    changed += 1
  }
  const warning = `${unknown} pinned or described backups are not known here yet: rescan the targets, then import this once more.`
  return { changed, warnings: unknown === 0 ? [] : [warning] }
}

function isMarked(backup: Backup, { isPinned, description, purpose }: Pick<Backup, 'isPinned' | 'description' | 'purpose'>): boolean {
  return backup.isPinned === isPinned && backup.description === description && backup.purpose === purpose
}
