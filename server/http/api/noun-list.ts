import { Failure } from '../../../plugins/failure.ts'
import { type Listed, listed, type PagingQuery, pageOf } from '../paging.ts'

interface Noun {
  readonly id: string
  readonly createdAt: Date
}

/** A page of nouns that are few enough to be read all at once, in the order in which they come. Throws `invalid` for a cursor whose entry is gone. */
export async function listNouns<Item extends Noun, Shown>(
  query: PagingQuery,
  all: readonly Item[],
  show: (item: Item) => Shown,
): Promise<Listed<Shown>> {
  const { limit, offset = 0, after } = pageOf(query)
  const start = after == null ? offset : behind(all, after.id)
  return listed(query, all.slice(start, start + limit), {
    placeOf: ({ id, createdAt }) => ({ at: createdAt, id }),
    show,
    count: async () => all.length,
  })
}

function behind(all: readonly Noun[], id: string): number {
  const at = all.findIndex((item) => item.id === id)
  if (at >= 0) return at + 1
  throw new Failure('invalid', 'The entry at which the page before ended was removed.', {
    remedy: 'Begin at the first page.',
    detail: { fields: ['cursor'] },
  })
}

/** Whether a name holds the text that was searched for, whatever the case; any does where nothing was. */
export function isNamedLike(name: string, text: string | undefined): boolean {
  return text === undefined || name.toLowerCase().includes(text.normalize('NFC').toLowerCase())
}
