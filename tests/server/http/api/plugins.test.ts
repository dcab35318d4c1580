import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pluginsRoutes } from '../../../../server/http/api/plugins.ts'
import { gatedPath, openNounSite, read } from './noun-site.ts'

const path = '/api/v1/plugins'

test('every dialect and target is listed with its form in both languages', async () => {
  await using site = await openNounSite(pluginsRoutes, { pluginPaths: [gatedPath] })
  const [status, { items }] = (await read(await site.get(path, { as: 'viewer' }))) as unknown as [
    number,
    { items: { kind: string; name: string }[] },
  ]
  expect(status).toBe(200)
  expect(items.map(({ kind, name }) => `${kind} ${name}`)).toEqual(
    expect.arrayContaining(['target local', 'dialect sqlite', 'dialect bundle', 'dialect gated']),
  )
  expect(items.find(({ name }) => name === 'gated')).toMatchObject({
    title: { en: 'Gate', 'zh-CN': '门' },
    origin: 'gated.ts',
    fields: [
      { name: 'host', kind: 'text', secret: false, required: true },
      { name: 'password', secret: true, title: { en: 'Password', 'zh-CN': '密码' } },
    ],
  })
  expect(items.find(({ name }) => name === 'local')).toMatchObject({
    origin: 'built-in',
    fields: [{ name: 'path' }, { name: 'create', initial: true, advanced: true }],
  })
  const [, targets] = (await read(await site.get(`${path}?kind=target`))) as unknown as [number, { items: { kind: string }[] }]
  expect(new Set(targets.items.map(({ kind }) => kind))).toEqual(new Set(['target']))
})

test('what could not be loaded is told to admins alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-plugins-'))
  try {
    writeFileSync(join(folder, 'broken.mjs'), 'export default {')
    await using site = await openNounSite(pluginsRoutes, { pluginPaths: [join(folder, 'broken.mjs')] })
    expect((await read(await site.get(path)))[1]).toMatchObject({ broken: [{ origin: 'broken.mjs', code: 'invalid' }] })
    expect((await read(await site.get(path, { as: 'backup_operator' })))[1]).toMatchObject({ broken: [] })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
