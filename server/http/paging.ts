import { z } from 'zod'
import { Failure } from '../../plugins/failure.ts'
import type { Page } from '../store/page.ts'

const pageSizeMax = 1000

/** What every list takes: `page` and `page_size`, or the `cursor` that the page before gave. */
export const pagingQuery = {
  page: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .meta({ description: 'From 1. With it the answer says how many there are in all.' }),
  page_size: z.coerce
    .number()
    .int()
    .min(1)
    .max(pageSizeMax)
    .default(50)
    .meta({ description: `At most ${pageSizeMax}.` }),
  cursor: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'What the page before gave as nextCursor: cheaper than page, and steady while entries come and go.' }),
}

export interface PagingQuery {
  readonly page?: number | undefined
  readonly page_size: number
  readonly cursor?: string | undefined
}

/** One more than wanted, so that the answer can say whether there are others. Throws `invalid` for a cursor that is none. */
export function pageOf({ page, page_size, cursor }: PagingQuery): Page {
  if (cursor !== undefined) return { limit: page_size + 1, after: cursorOf(cursor) }
  return page === undefined || page === 1 ? { limit: page_size + 1 } : { limit: page_size + 1, offset: (page - 1) * page_size }
}

export interface Listed<Item> {
  readonly items: readonly Item[]
  /** Gives the next page; null on the last one. */
  readonly nextCursor: string | null
  /** How many there are in all; only where a page was asked for by its number. */
  readonly total?: number
}

/** A page as it goes out. `found` is what `pageOf` asked for; `placeOf` says where an entry stands in the order of the list. */
export async function listed<Item, Shown>(
  query: PagingQuery,
  found: readonly Item[],
  given: {
    readonly placeOf: (item: Item) => { readonly at: Date; readonly id: string }
    readonly show: (item: Item) => Shown
    readonly count: () => Promise<number>
  },
): Promise<Listed<Shown>> {
  const items = found.slice(0, query.page_size)
  const last = items.at(-1)
  const nextCursor = found.length > items.length && last !== undefined ? textOf(given.placeOf(last)) : null
  const total = query.page === undefined ? {} : { total: await given.count() }
  return { items: items.map(given.show), nextCursor, ...total }
}

/** The schema of a list in the description of the API. */
export function listSchema(item: z.ZodType) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.number().int().optional() })
}

function textOf({ at, id }: { readonly at: Date; readonly id: string }): string {
  return Buffer.from(`${at.getTime()}:${id}`).toString('base64url')
}

function cursorOf(text: string): { at: Date; id: string } {
  const match = /^(-?\d{1,16}):([\w.-]{1,100})$/.exec(Buffer.from(text, 'base64url').toString('utf8'))
  const at = new Date(Number(match?.[1]))
  if (match !== null && !Number.isNaN(at.getTime())) return { at, id: match[2]! }
  throw new Failure('invalid', 'The cursor is none that a list gave.', {
    remedy: 'Begin at the first page.',
    detail: { fields: ['cursor'] },
  })
}
