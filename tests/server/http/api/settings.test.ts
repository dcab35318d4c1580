import { expect, test } from 'vitest'
import { settingsRoutes } from '../../../../server/http/api/settings.ts'
import type { Site } from '../../../support/http.ts'
import { openNounSite, read } from './noun-site.ts'

const path = '/api/v1/settings'

async function open(): Promise<Site> {
  const site = await openNounSite(settingsRoutes)
  await site.house.addSource({ name: 'shop' })
  await site.house.addSource({ name: 'blog' })
  await site.house.addSource({ name: 'uploads', dialect: 'files' })
  await site.house.addTarget({ name: 'nas' })
  await site.house.addTarget({ name: 'cloud' })
  return site
}

test('what the contracts act on is chosen by letter, and goes back to the first there is', async () => {
  await using site = await open()
  expect((await read(await site.get(`${path}/contracts`, { as: 'viewer' })))[1]).toMatchObject({
    contracts: { b: { source: 'shop', files: 'uploads', target: 'nas', isChosen: { source: false, target: false } } },
  })
  const put = async (json: unknown) => read(await site.put(`${path}/contracts`, json))
  expect(await put({ b: { source: 'blog' }, contracts: { d: { target: 'cloud' } }, zone: 'Asia/Shanghai' })).toMatchObject([
    200,
    {
      zone: 'Asia/Shanghai',
      contracts: { b: { source: 'blog', isChosen: { source: true } }, d: { source: 'shop', target: 'cloud' }, a: { source: 'shop' } },
    },
  ])
  expect(await put({ b: { target: 'cloud' } })).toMatchObject([200, { contracts: { b: { source: 'blog', target: 'cloud' } } }])
  expect(await put({ b: { source: null } })).toMatchObject([200, { contracts: { b: { source: 'shop', target: 'cloud' } } }])
  expect(site.audited.map(({ action }) => action)).toEqual(Array(3).fill('settings.change'))
})

test('the zone is a general setting', async () => {
  await using site = await open()
  expect(await read(await site.put(path, { zone: 'Europe/Berlin' }))).toEqual([200, { zone: 'Europe/Berlin' }])
  expect(await read(await site.get(path))).toEqual([200, { zone: 'Europe/Berlin' }])
  expect(await read(await site.put(path, { zone: null }))).toEqual([200, { zone: Intl.DateTimeFormat().resolvedOptions().timeZone }])
})

test('what is wrong is named by its field', async () => {
  await using site = await open()
  for (const [json, field] of [
    [{ b: { source: 'nobody' } }, 'source'],
    [{ b: { source: 'uploads' } }, 'source'],
    [{ b: { files: 'shop' } }, 'files'],
    [{ b: { files: 'nobody' } }, 'files'],
    [{ b: { target: 'nobody' } }, 'target'],
    [{ b: { sauce: 'shop' } }, 'b.sauce'],
    [{ f: { source: 'shop' } }, 'f'],
    [{ zone: 'Mars/Olympus' }, 'zone'],
    [{ contracts: { __proto__x: {} } }, 'contracts.__proto__x'],
  ] as const) {
    expect(await read(await site.put(`${path}/contracts`, json)), JSON.stringify(json)).toMatchObject([400, { fields: [field] }])
  }
  expect(await read(await site.put(path, { zone: 'Mars/Olympus' }))).toMatchObject([400, { fields: ['zone'] }])
  expect(await read(await site.put(path, { colour: 'red' }))).toMatchObject([400, { fields: ['colour'] }])
})

test('only admins change settings, and keys of some sources do not read them', async () => {
  await using site = await open()
  for (const as of ['viewer', 'backup_operator'] as const) {
    for (const rest of ['', '/contracts']) expect((await site.put(`${path}${rest}`, {}, { as })).status).toBe(403)
  }
  for (const rest of ['', '/contracts']) expect((await site.get(`${path}${rest}`, { as: 'admin', sourceIds: ['s'] })).status).toBe(403)
})
