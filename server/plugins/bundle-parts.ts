/**
 * The entry of an archive that holds a member's part: `backup.sql` becomes `databases/shop.sql`; `files.tar` keeps its name as long as no other member
 * has a part of that name, else it becomes `files/shop.tar`.
 */
export function entryName(label: string, part: string, isShared: boolean): string {
  const { stem, ending } = splitName(part)
  if (stem === 'backup') return `databases/${label}${ending}`
  return isShared || part.includes('/') ? `${stem}/${label}${ending}` : part
}

/** The part that an entry of this member is, as the member itself calls it. */
export function partName(label: string, entry: string): string {
  const { stem, ending } = splitName(entry)
  const folder = stem.slice(0, -label.length - 1)
  if (folder === '' || stem !== `${folder}/${label}`) return entry
  return `${folder === 'databases' ? 'backup' : folder}${ending}`
}

/** `<label>/` before a name: how sections, tables and paths of a member are called in a bundle. */
export function prefixOf(label: string): string {
  return `${label}/`
}

/** The label and what stands behind it; null where the whole member is meant. */
export function splitMember(name: string): { readonly label: string; readonly rest: string | null } {
  const at = name.indexOf('/')
  return at < 0 ? { label: name, rest: null } : { label: name.slice(0, at), rest: name.slice(at + 1) }
}

function splitName(name: string): { readonly stem: string; readonly ending: string } {
  const last = name.lastIndexOf('/') + 1
  const dot = name.indexOf('.', last)
  return dot < 0 ? { stem: name, ending: '' } : { stem: name.slice(0, dot), ending: name.slice(dot) }
}
