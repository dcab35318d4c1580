import { z } from 'zod'
import type { Call } from '../../call.ts'

export const pagingQuery = {
  page: z.coerce.number().int().min(1).max(1_000_000).default(1).meta({ description: 'From 1.' }),
  page_size: z.coerce.number().int().min(1).max(1000).default(10).meta({ description: 'At most 1000.' }),
}

export interface Paged {
  readonly page: number
  readonly page_size: number
}

export function limitsOf({ page, page_size }: Paged): { readonly limit: number; readonly offset: number } {
  return { limit: page_size, offset: (page - 1) * page_size }
}

export function pageSchema(item: z.ZodType) {
  return z.object({
    count: z.number().int().meta({ description: 'How many there are in all.' }),
    next: z.url().nullable(),
    previous: z.url().nullable(),
    results: z.array(item),
  })
}

/** A page as the document has it, with links that keep whatever else was asked for. */
export function pageOf(call: Call<unknown, Paged, unknown>, count: number, results: readonly unknown[]) {
  const { page, page_size } = call.query
  const last = Math.max(1, Math.ceil(count / page_size))
  return {
    count,
    next: page < last ? linkTo(call, page + 1) : null,
    previous: page > 1 ? linkTo(call, Math.min(page - 1, last)) : null,
    results,
  }
}

/** As the client reached the daemon, or as people do. A key never stands in an address that is handed out. */
function linkTo({ context, house, origin }: Call<unknown, Paged, unknown>, page: number): string {
  const url = new URL(context.req.url)
  if (origin.isSecure) url.protocol = 'https:'
  const { publicUrl } = house.config
  const base = new URL(publicUrl ?? url.origin)
  base.pathname = `${base.pathname.replace(/\/+$/, '')}${url.pathname.replace(/\/*$/, '/')}`
  for (const [name, value] of url.searchParams) if (name !== 'api_key' && name !== 'page') base.searchParams.append(name, value)
  base.searchParams.set('page', String(page))
  return base.href
}
