import type { CommandIo } from './command.ts'
import { printable } from './format.ts'

export interface Listing<Item> {
  readonly columns: readonly string[]
  cells(item: Item): readonly string[]
  /** What is said where there is nothing to list. */
  readonly none: string
}

/** Prints a list: for people in columns, for programs one JSON object a line. */
export function printList<Item>(items: readonly Item[], listing: Listing<Item>, io: Pick<CommandIo, 'out' | 'json'>): void {
  if (io.json) for (const item of items) io.out(JSON.stringify(item))
  else if (items.length === 0) io.out(listing.none)
  else for (const line of renderTable([listing.columns, ...items.map((item) => listing.cells(item))])) io.out(line)
}

/** Prints one thing: for people a field a line, for programs one JSON object. */
export function printFields(item: unknown, fields: readonly (readonly [string, string])[], io: Pick<CommandIo, 'out' | 'json'>): void {
  if (io.json) io.out(JSON.stringify(item))
  else for (const line of renderTable(fields.map(([name, value]) => [`${name}:`, value]))) io.out(line)
}

/** Rows with their columns aligned, as a terminal shows them. */
export function renderTable(rows: readonly (readonly string[])[]): string[] {
  const shown = rows.map((row) => row.map((cell) => printable(cell)))
  const widths = (shown[0] ?? []).map((_, at) => Math.max(...shown.map((row) => widthOf(row[at] ?? ''))))
  return shown.map((row) =>
    row
      .map((cell, at) => cell + ' '.repeat(widths[at]! - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  )
}

/** What takes two columns of a terminal: the East Asian wide scripts and forms, and emoji. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}]/u

function widthOf(text: string): number {
  let width = 0
  for (const character of text) if (!/\p{M}/u.test(character)) width += wide.test(character) ? 2 : 1
  return width
}

/** An instant for people: `2026-01-02 03:04:05Z`, or a dash. */
export function formatInstant(at: Date | null): string {
  return at === null
    ? '-'
    : at
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, 'Z')
}
