import type { Page } from '../../../store/page.ts'

/** Something at its place in a list that is made of several. */
export interface Placed<Item> {
  readonly at: Date
  readonly id: string
  /** Null for what was looked at and does not fit. */
  readonly item: Item | null
}

export interface MergeOptions {
  readonly isReversed: boolean
  readonly shownMax: number
  /** How many are looked at before the page ends, whether it is full or not. */
  readonly seenMax: number
}

const portion = 100

/** Everything that a list has from a place on, asked for in portions. */
export async function* inPortions<Item extends { readonly id: string }>(
  load: (page: Page) => Promise<readonly Item[]>,
  { after, isReversed, atOf }: Pick<Page, 'after' | 'isReversed'> & { readonly atOf: (item: Item) => Date },
): AsyncGenerator<Item, void, void> {
  for (let from = after ?? null; ; ) {
    const found = await load({ limit: portion, after: from, isReversed: isReversed === true })
    yield* found
    const last = found.at(-1)
    if (last === undefined || found.length < portion) return
    from = { at: atOf(last), id: last.id }
  }
}

/** One page of several lists that have the same order. */
export interface MergedPage<Item> {
  readonly seen: readonly Placed<Item>[]
  /** What comes behind it; null where nothing does. */
  readonly next: Placed<Item> | null
}

/** Reads the lists until the page is full, and no further than needed. */
export async function mergedPage<Item>(
  lists: readonly AsyncGenerator<Placed<Item>, void, void>[],
  { isReversed, shownMax, seenMax }: MergeOptions,
): Promise<MergedPage<Item>> {
  const heads = await Promise.all(lists.map((list) => list.next()))
  const seen: Placed<Item>[] = []
  try {
    for (let shown = 0; ; ) {
      const at = firstOf(heads, isReversed)
      if (at === null) return { seen, next: null }
      const next = heads[at]!.value as Placed<Item>
      if (shown === shownMax || seen.length === seenMax) return { seen, next }
      seen.push(next)
      if (next.item !== null) shown += 1
      heads[at] = await lists[at]!.next()
    }
  } finally {
    await Promise.all(lists.map((list) => list.return()))
  }
}

function firstOf<Item>(heads: readonly IteratorResult<Placed<Item>, void>[], isReversed: boolean): number | null {
  let first: number | null = null
  for (const [at, { done, value }] of heads.entries()) {
    if (done === true || value === undefined) continue
    const best = first === null ? null : (heads[first]!.value as Placed<Item>)
    if (best === null || isBefore(value, best) !== isReversed) first = at
  }
  return first
}

/** In the order of the newest first. */
function isBefore<Item>(one: Placed<Item>, other: Placed<Item>): boolean {
  const ms = one.at.getTime() - other.at.getTime()
  return ms > 0 || (ms === 0 && one.id > other.id)
}
