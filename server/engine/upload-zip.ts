import { Failure } from '../../plugins/failure.ts'
import type { ZipEntry } from '../archive/zip-reader.ts'

/** What a ZIP file that is no archive of ours holds to be restored. */
export interface ChosenEntry {
  readonly entry: ZipEntry
  /** The part that it is. */
  readonly part: string
  /** Null for SQL, whose text tells it. */
  readonly dialect: string | null
}

const ownNames: Readonly<Record<string, { readonly part: string; readonly dialect: string }>> = {
  'files.tar': { part: 'files.tar', dialect: 'files' },
  'settings.json': { part: 'settings.json', dialect: 'settings' },
}

/** The one entry to restore. Throws `invalid` when there is none, or a choice to be made, or names that differ only in case. */
export function chooseEntry(entries: readonly ZipEntry[]): ChosenEntry {
  refuseAlike(entries)
  // What macOS puts beside each file.
  const chosen = entries.filter(({ name }) => !name.startsWith('__MACOSX/')).flatMap(partOf)
  const [only] = chosen
  if (only === undefined) throw nothingIn(entries)
  if (chosen.length === 1) return only
  throw new Failure('invalid', `The ZIP file holds ${chosen.length} dumps: ${listed(chosen.map(({ entry }) => entry))}.`, {
    remedy: 'Pack the one to restore into a ZIP file of its own, or give it as a plain .sql file.',
  })
}

function partOf(entry: ZipEntry): ChosenEntry[] {
  const own = ownNames[entry.name]
  if (own !== undefined) return [{ entry, ...own }]
  return /\.sql$/i.test(entry.name) ? [{ entry, part: 'backup.sql', dialect: null }] : []
}

/** Unpacked where case doesn't count, the one would overwrite the other: which is meant depends on who reads. */
function refuseAlike(entries: readonly ZipEntry[]): void {
  const seen = new Map<string, string>()
  for (const { name } of entries) {
    const folded = name.normalize('NFC').toLowerCase()
    const other = seen.get(folded)
    if (other !== undefined) {
      throw new Failure('invalid', `The ZIP file was refused: ${JSON.stringify(other)} and ${JSON.stringify(name)} differ only in case.`, {
        remedy: 'Pack the content again under names that stay apart everywhere.',
      })
    }
    seen.set(folded, name)
  }
}

function nothingIn(entries: readonly ZipEntry[]): Failure {
  const nested = entries.find(({ name }) => /\.(?:zip|gz|tgz|zst|bz2|xz|7z|rar|age)$/i.test(name))
  if (nested !== undefined) {
    return new Failure('invalid', `The ZIP file holds no dump but ${JSON.stringify(nested.name)}, which is packed once more.`, {
      remedy: 'Unpack the ZIP file and give what is in it.',
    })
  }
  const holds = entries.length === 0 ? 'it is empty' : `it holds ${listed(entries)}`
  return new Failure('invalid', `The ZIP file holds nothing that could be restored: ${holds}.`, {
    remedy: 'It must hold one .sql file, or files.tar or settings.json from an archive.',
  })
}

function listed(entries: readonly ZipEntry[]): string {
  const names = entries.slice(0, 5).map(({ name }) => JSON.stringify(name))
  return entries.length > 5 ? `${names.join(', ')} and ${entries.length - 5} more` : names.join(', ')
}
