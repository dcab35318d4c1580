import { type Existing, placePrefix, type RestoreChoices } from '../../../../views/pages/restore/choices.ts'

const placeFieldsMax = 100

/** What was chosen so far. Whatever an address holds is taken as far as it can be meant, so that no step ever refuses to be shown. */
export function choicesIn(given: URLSearchParams): RestoreChoices {
  const backup = given.get('backup') ?? ''
  const upload = given.get('upload') ?? ''
  const tables = tablesIn(given)
  return {
    from: backup !== '' ? { kind: 'backup', id: backup } : upload !== '' ? { kind: 'upload', id: upload } : null,
    isSome: given.get('part') === 'some' || (!given.has('part') && tables.length > 0),
    tables,
    to: given.get('to') ?? '',
    source: given.get('source') ?? '',
    place: [...given].filter(([name, value]) => name.startsWith(placePrefix) && value !== '').slice(0, placeFieldsMax),
    existing: existingIn(given.get('existing')) ?? 'replace',
    placeExisting: existingIn(given.get('placeExisting')) ?? 'refuse',
    isSafe: given.get('safe') !== 'no',
  }
}

/** Ticked one by one, or typed one a line. */
function tablesIn(given: URLSearchParams): string[] {
  const typed = given.getAll('names').flatMap((text) => text.split(/\r\n|\r|\n/).map((line) => line.trim()))
  return [...new Set([...given.getAll('table'), ...typed].filter((name) => name !== ''))]
}

function existingIn(text: string | null): Existing | null {
  return text === 'refuse' || text === 'replace' || text === 'keep' ? text : null
}
