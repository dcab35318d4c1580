import { describe, expect, test } from 'vitest'
import type { Source } from '../../../server/domain/source.ts'
import { parseBundle, usesWithin } from '../../../server/plugins/bundle-config.ts'
import { decodeIdentity, encodeIdentity } from '../../../server/plugins/bundle-identity.ts'
import { bundlesLast, importedMembers, keptMembers, namedMembers, sourceUse } from '../../../server/plugins/bundle-members.ts'
import { choosableTables, comparableTables } from '../../../server/plugins/bundle-tables.ts'

function sourceOf(name: string, dialect = 'sqlite', config: Source['config'] = { path: `/srv/${name}` }): Source {
  const at = new Date(0)
  return { id: `id-${name}`, name, dialect, config, identity: null, folder: `${name}-folder`, createdAt: at, updatedAt: at }
}

const sources = [
  sourceOf('shop'),
  sourceOf('uploads', 'files'),
  sourceOf('a, b'),
  sourceOf('all', 'bundle', { members: ['id-shop', 'id-uploads'] }),
]

describe('the members of a bundle', () => {
  test('are kept by their ids, whether they came as names, as ids or with commas, and are shown by their names', () => {
    const ids = { members: ['id-shop', 'id-uploads'] }
    for (const members of [['shop', 'uploads'], ['id-shop', ' uploads '], ['shop,uploads']]) {
      expect(keptMembers('bundle', { members }, sources)).toEqual(ids)
    }
    expect(keptMembers('bundle', { members: ['a, b', 'shop'] }, sources)).toEqual({ members: ['id-a, b', 'id-shop'] })
    expect(namedMembers('bundle', ids, sources)).toEqual({ members: ['shop', 'uploads'] })
    expect(keptMembers('ledger', { members: ['whatever'] }, [])).toEqual({ members: ['whatever'] })
  })

  test.each([
    [['shop'], 'invalid', 'only one'],
    [['shop', 'id-shop'], 'invalid', '"shop" is named twice'],
    [['shop', 'all'], 'invalid', '"all" is a bundle itself'],
    [['shop', 'upload'], 'not_found', 'no source "upload"'],
  ])('can not be %j', (members, code, message) => {
    const keep = () => keptMembers('bundle', { members }, sources)
    expect(keep).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }))
  })

  test('are no more than 32', () => {
    const many = Array.from({ length: 33 }, (_, at) => sourceOf(`s${at}`))
    const keep = () => keptMembers('bundle', { members: many.map(({ id }) => id) }, many)
    expect(keep).toThrow('it has 33')
    expect(keptMembers('bundle', { members: many.slice(1).map(({ id }) => id) }, many).members).toHaveLength(32)
  })

  test('come with their configurations for a job, labelled by the folders that stay when they get new names', () => {
    const use = sourceUse(sources[3]!, sources)
    expect(parseBundle(use.config)).toEqual({
      members: [
        { label: 'shop-folder', name: 'sqlite', config: { path: '/srv/shop' } },
        { label: 'uploads-folder', name: 'files', config: { path: '/srv/uploads' } },
      ],
      leavesOutAbsent: false,
    })
    expect(usesWithin(use).map(({ name }) => name)).toEqual(['sqlite', 'files'])
    expect(sourceUse(sources[0]!, [])).toEqual({ name: 'sqlite', config: { path: '/srv/shop' } })
    expect(() => sourceUse(sources[3]!, sources.slice(0, 1))).toThrow(expect.objectContaining({ code: 'not_found' }))
  })

  test('that are only named open nothing, and the refusal shows nothing of them', () => {
    expect(() => parseBundle(sources[3]!.config)).toThrow(
      expect.objectContaining({ code: 'invalid', message: expect.not.stringContaining('id-shop') }),
    )
    const twice = { label: 'shop', name: 'sqlite', config: { password: 'correct horse' } }
    expect(() => parseBundle({ members: [twice, twice] })).toThrow(expect.objectContaining({ code: 'invalid' }))
    expect(() => parseBundle({ members: [{ ...twice, name: 'bundle' }] })).toThrow(expect.objectContaining({ code: 'invalid' }))
    expect(() => parseBundle({ members: [{ ...twice, label: 'a/b' }] })).toThrow(expect.objectContaining({ code: 'invalid' }))
  })

  test('are imported behind what they name, with a warning for each bundle that lacks one', async () => {
    expect(bundlesLast([sources[3]!, sources[0]!]).map(({ name }) => name)).toEqual(['shop', 'all'])
    const warnings: string[] = []
    const find = async (names: readonly string[]) => names.filter((name) => name !== 'gone').map((name) => `id-${name}`)
    const given = { name: 'all', dialect: 'bundle', config: { members: ['shop', 'gone'] } }
    expect(await importedMembers(given, { find, warnings })).toEqual({ members: ['id-shop'] })
    expect(warnings).toEqual(['Source "all" lacks some of its members: shop, gone.'])
  })
})

describe('the identity of a bundle', () => {
  test('says which sources it is of, under which labels', () => {
    const members = [{ label: 'shop', dialect: 'sqlite', identity: 'sqlite:/srv/"shop"' }]
    expect(decodeIdentity(encodeIdentity(members))).toEqual(members)
    expect(encodeIdentity(members)).not.toBe(encodeIdentity([{ ...members[0]!, label: 'other' }]))
  })

  test.each(['sqlite:/srv/shop', 'bundle:', 'bundle:[]', 'bundle:[{"label":1}]'])('is not %j', (identity) => {
    expect(() => decodeIdentity(identity)).toThrow(expect.objectContaining({ code: 'corrupt' }))
  })
})

describe('the tables of a backup, for a bundle', () => {
  const use = sourceUse(sources[3]!, sources)
  const table = (name: string) => ({ name, rows: 1, sizeBytes: 2, checksum: 'aa' })
  const held = [table('shop-folder/people'), table('uploads-folder/.')]

  test('name a member without tables by its label, and what is chosen of it', () => {
    const names = (chosen: string[] | null) => choosableTables(held, use, chosen).map(({ name, rows }) => [name, rows])
    expect(names(null)).toEqual([
      ['shop-folder/people', 1],
      ['uploads-folder', null],
    ])
    expect(names(['uploads-folder/a/b', 'shop-folder/nobody'])).toContainEqual(['uploads-folder/a/b', null])
    expect(names(['shop-folder/nobody'])).not.toContainEqual(['shop-folder/nobody', null])
    expect(choosableTables(held, { name: 'sqlite', config: {} }, null)).toBe(held)
    expect(choosableTables([], use, ['uploads-folder/a'])).toEqual([])
  })

  test('are compared with those found of the same members alone', () => {
    const found = [{ name: 'shop-folder/people' }, { name: 'shop-folder/orders' }, { name: 'diary' }]
    expect(comparableTables(found, use, held)).toEqual(found.slice(0, 2))
    expect(comparableTables(found, { name: 'sqlite', config: {} }, held)).toBe(found)
  })
})
