/** What part of a list is wanted: those after a cursor, or by number. */
export interface Page {
  readonly limit: number
  readonly offset?: number
  /** The last entry of the page before: cheaper than an offset, and steady while entries come and go. */
  readonly after?: { readonly at: Date; readonly id: string } | null
  /** Turns the order of the list round, where the list can be. */
  readonly isReversed?: boolean
}

const portionMax = 1000

/** Parts of a list that fit in one query: SQLite takes some 32,000 variables, and a plan may have more backups. */
export function portionsOf<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / portionMax) }, (_, at) => items.slice(at * portionMax, (at + 1) * portionMax))
}
