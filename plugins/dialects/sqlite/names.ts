/** An identifier as SQL text, whatever is in it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A string as an SQL literal. Only for text without NUL, which SQL text can't hold. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** The name of a table as sections, selections and reports write it. */
export function sectionName(table: string): string {
  return table.replaceAll('\\', '\\\\')
}

/** The names as one list for people, at most `most` of them. */
export function listNames(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).map((name) => `"${name}"`)
  return names.length > most ? `${shown.join(', ')} and ${names.length - most} more` : shown.join(', ')
}
