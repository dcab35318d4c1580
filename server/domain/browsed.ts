/** What lies directly below a prefix: an object, or all that begins with the same segment. */
export interface BrowsedEntry {
  /** Below the prefix; of a folder without the slash. */
  readonly name: string
  readonly kind: 'object' | 'folder'
  /** How many a folder holds; 1 for an object. */
  readonly objects: number
  readonly sizeBytes: number
  /** ISO 8601; of a folder the newest of its objects. */
  readonly modifiedAt: string
}

export interface BrowseResult {
  readonly kind: 'browse'
  /** In the order of their names. */
  readonly entries: readonly BrowsedEntry[]
  /** Gives the page behind this one; null when there is none. */
  readonly next: string | null
  /** False where so much lies there that not all of it was looked at: then entries and figures may be missing. */
  readonly isWhole: boolean
}
