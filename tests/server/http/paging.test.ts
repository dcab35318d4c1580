import { expect, test } from 'vitest'
import { listed, pageOf } from '../../../server/http/paging.ts'

const entries = Array.from({ length: 5 }, (_, at) => ({ at: new Date(1000 - at), id: `id-${at}` }))
const given = { placeOf: (entry: (typeof entries)[number]) => entry, show: ({ id }: { id: string }) => id, count: async () => 5 }

test('a page gives a cursor for the next one as long as there is one', async () => {
  const query = { page_size: 2 }
  expect(pageOf(query)).toEqual({ limit: 3 })
  const first = await listed(query, entries.slice(0, 3), given)
  expect(first.items).toEqual(['id-0', 'id-1'])
  expect(pageOf({ page_size: 2, cursor: first.nextCursor! })).toEqual({ limit: 3, after: { at: new Date(999), id: 'id-1' } })
  expect(await listed(query, entries.slice(3), given)).toEqual({ items: ['id-3', 'id-4'], nextCursor: null })
})

test('a page by its number says how many there are', async () => {
  expect(pageOf({ page: 3, page_size: 2 })).toEqual({ limit: 3, offset: 4 })
  expect(await listed({ page: 3, page_size: 2 }, entries.slice(4), given)).toEqual({ items: ['id-4'], nextCursor: null, total: 5 })
})

test.each(['nonsense', '!', ...['1e3:x', '1:', '9999999999999999:x'].map((text) => Buffer.from(text).toString('base64url'))])(
  '%s is no cursor',
  (cursor) => {
    expect(() => pageOf({ page_size: 2, cursor })).toThrow('cursor')
  },
)
