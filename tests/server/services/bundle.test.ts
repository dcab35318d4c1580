import { describe, expect, test } from 'vitest'
import { exportConfiguration } from '../../../server/services/configuration-export.ts'
import { importConfiguration } from '../../../server/services/configuration-import.ts'
import { openPlace, type Place, tested, untested } from './place.ts'

async function addMembers(place: Place): Promise<void> {
  await place.sources.add({ name: 'shop', dialect: 'ledger', config: { host: 'db', password: 'correct horse' } }, untested)
  await place.sources.add({ name: 'uploads', dialect: 'files', config: { path: '/srv/uploads' } }, untested)
}

async function addBundle(place: Place, members = ['shop', 'uploads']) {
  return place.sources.add({ name: 'everything', dialect: 'bundle', config: { members } }, untested)
}

describe('a bundle', () => {
  test('is kept by the ids of its members and shown by their names, without their secrets', async () => {
    await using place = await openPlace()
    await addMembers(place)
    const { source } = await addBundle(place)
    expect(source.config).toEqual({ members: ['shop', 'uploads'] })
    const ids = (await place.sources.list()).filter(({ name }) => name !== 'everything').map(({ id }) => id)
    expect((await place.sources.find('everything')).config).toEqual({ members: ids })
    await place.sources.change('shop', { name: 'store' }, untested)
    expect(await place.sources.list()).toMatchObject([{ name: 'everything', config: { members: ['store', 'uploads'] } }, {}, {}])
    expect(JSON.stringify(await place.sources.list())).not.toContain('correct horse')
  })

  test('is tried with all that opens its members, and takes the identity that it says it has', async () => {
    await using place = await openPlace()
    await addMembers(place)
    place.prober.identities.set('undefined', 'both')
    const config = { members: ['shop', 'uploads'] }
    const { source } = await place.sources.add({ name: 'everything', dialect: 'bundle', config }, tested)
    expect(source.identity).toBe('both')
    await place.sources.test('everything', tested)
    await place.sources.test({ dialect: 'bundle', config }, tested)
    const members = [
      { label: 'shop', name: 'ledger', config: { host: 'db', password: 'correct horse', schemas: [] } },
      { label: 'uploads', name: 'files', config: { path: '/srv/uploads' } },
    ]
    expect(place.prober.asked).toHaveLength(3)
    for (const asked of place.prober.asked) expect(asked).toMatchObject({ name: 'bundle', config: { members } })
  })

  test('gets other members, which make it another one, and refuses what can be none', async () => {
    await using place = await openPlace()
    await addMembers(place)
    await addBundle(place)
    await place.sources.add({ name: 'more', dialect: 'files', config: { path: '/srv/more' } }, untested)
    await place.store.sources.setIdentity((await place.sources.find('everything')).id, 'both')
    const change = (members: string[]) => place.sources.change('everything', { config: { members } }, untested)
    expect((await change(['shop', 'uploads'])).source.identity).toBe('both')
    expect((await change(['uploads', 'more'])).source).toMatchObject({ identity: null, config: { members: ['uploads', 'more'] } })
    await expect(change(['uploads'])).rejects.toMatchObject({ code: 'invalid' })
    await expect(change(['uploads', 'everything'])).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('a bundle itself'),
    })
    await expect(change(['uploads', 'mre'])).rejects.toMatchObject({ code: 'not_found', remedy: 'Did you mean "more"?' })
  })

  test('keeps its members from being removed, even by force, until it lets go of them', async () => {
    await using place = await openPlace()
    await addMembers(place)
    await addBundle(place)
    expect(await place.sources.consequences('shop')).toMatchObject({ bundles: ['everything'] })
    for (const isForced of [false, true]) {
      const removal = place.sources.remove('shop', { isForced })
      await expect(removal).rejects.toMatchObject({ code: 'conflict', message: 'The source "shop" belongs to bundle "everything".' })
    }
    await place.sources.remove('everything', { isForced: false })
    expect(await place.sources.remove('shop', { isForced: false })).toMatchObject({ bundles: [] })
  })

  test('that loses a member while its connection is tested is not kept', async () => {
    await using place = await openPlace()
    await addMembers(place)
    place.prober.identities.set('undefined', 'both')
    const { source } = place.prober
    place.prober.source = async (use) => {
      await place.sources.remove('shop', { isForced: true })
      return source.call(place.prober, use)
    }
    const adding = place.sources.add({ name: 'everything', dialect: 'bundle', config: { members: ['shop', 'uploads'] } }, tested)
    await expect(adding).rejects.toMatchObject({ code: 'not_found' })
    expect((await place.sources.list()).map(({ name }) => name)).toEqual(['uploads'])
  })
})

describe('an exported bundle', () => {
  test('names its members, and finds them again under other ids, wherever it stands in the document', async () => {
    await using from = await openPlace()
    await addMembers(from)
    await addBundle(from)
    const document = await exportConfiguration(from.installation)
    expect(document.sources[0]).toMatchObject({ name: 'everything', config: { members: ['shop', 'uploads'] } })
    await using to = await openPlace()
    await to.sources.add({ name: 'shop', dialect: 'ledger', config: { host: 'other', password: 'another one' } }, untested)
    const report = await importConfiguration(to.installation, document, 'merge')
    expect(report).toMatchObject({ sources: { added: 2, kept: 1 }, warnings: [] })
    expect((await to.sources.show('everything')).config).toEqual({ members: ['shop', 'uploads'] })
    const kept = await to.sources.find('shop')
    expect((await to.sources.find('everything')).config['members']).toContain(kept.id)
    expect((await from.sources.find('shop')).id).not.toBe(kept.id)
  })

  test('that lacks a member comes back all the same, with a warning', async () => {
    await using from = await openPlace()
    await addMembers(from)
    await addBundle(from)
    const document = await exportConfiguration(from.installation)
    const sources = document.sources.filter(({ name }) => name !== 'shop')
    await using to = await openPlace()
    const report = await importConfiguration(to.installation, { ...document, sources }, 'merge')
    expect(report.warnings).toEqual(['Source "everything" lacks some of its members: shop, uploads.'])
    expect((await to.sources.show('everything')).config).toEqual({ members: ['uploads'] })
  })
})
