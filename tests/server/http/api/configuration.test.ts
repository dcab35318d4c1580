import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { configurationRoutes } from '../../../../server/http/api/configuration.ts'
import type { Site } from '../../../support/http.ts'
import { gatedPath, openNounSite, read } from './noun-site.ts'

const path = '/api/v1/configuration'
const canary = 'canary-password'

async function open(): Promise<Site> {
  return openNounSite(configurationRoutes, { pluginPaths: [gatedPath] })
}

async function fill({ http }: Site): Promise<void> {
  const untested = { isProbed: false, signal: new AbortController().signal }
  await http.sources.add({ name: 'gate', dialect: 'gated', config: { host: 'g', password: canary } }, untested)
  await http.targets.add({ name: 'nas', kind: 'local', config: { path: '/mnt/nas' } }, untested)
  await http.plans.add({ name: 'nightly', sources: ['gate'], targets: ['nas'], settings: { schedule: { kind: 'daily', time: '03:00' } } })
  await http.identities.list()
}

test('an export holds everything but what is secret, as JSON or as YAML', async () => {
  await using site = await open()
  await fill(site)
  const json = await site.get(path)
  expect(json.headers.get('content-disposition')).toContain('holdfast-configuration.json')
  const text = await json.text()
  expect(text).not.toContain(canary)
  expect(JSON.parse(text)).toMatchObject({
    format: 2,
    sources: [{ name: 'gate', config: { host: 'g', password: { sealed: expect.any(String) } } }],
  })
  const yaml = await site.get(`${path}?format=yaml&secrets=reference`)
  expect(yaml.headers.get('content-type')).toContain('yaml')
  expect(parse(await yaml.text())).toMatchObject({
    sources: [{ config: { password: { reference: 'env:HOLDFAST_SECRET_GATE_PASSWORD' } } }],
  })
  expect(site.audited.map(({ action }) => action)).toEqual(['configuration.export', 'configuration.export'])
})

test('what was exported is planned and taken in, whichever way it is sent', async () => {
  await using old = await open()
  await fill(old)
  const document = JSON.parse(await (await old.get(`${path}?secrets=reference`)).text())
  document.sources[0].config.password = { reference: 'file:gate' }
  const yaml = `format: 2\nsources:\n  - name: gate\n    dialect: gated\n    config: { host: g, password: { reference: file:gate } }\n`
  const asYaml = { method: 'POST', body: yaml, headers: { 'content-type': 'application/yaml' } }
  for (const [sent, added] of [
    [{ method: 'POST', json: document }, 3],
    [{ method: 'POST', json: { document, mode: 'merge' } }, 3],
    [{ method: 'POST', json: { document: yaml } }, 1],
    [asYaml, 1],
  ] as const) {
    await using site = await open()
    mkdirSync(join(site.house.installation.dataPath, 'secrets'))
    writeFileSync(join(site.house.installation.dataPath, 'secrets', 'gate'), `${canary}\n`)
    const planned = await site.request(`${path}/plan`, sent)
    const text = await planned.clone().text()
    expect(await read(planned)).toMatchObject([
      200,
      { nouns: expect.arrayContaining([expect.objectContaining({ name: 'gate', action: 'add' })]), warnings: [] },
    ])
    expect(text).not.toContain(canary)
    expect(await site.http.sources.list()).toEqual([])
    expect(await read(await site.request(`${path}/apply`, sent))).toMatchObject([200, { sources: { added: 1 }, warnings: [] }])
    expect((await site.http.sources.find('gate')).config).toEqual({ host: 'g', password: canary })
    expect((await site.http.plans.list()).length + (await site.http.targets.list()).length + 1).toBe(added)
  }
})

test('a change is told field by field, a secret only as another one', async () => {
  await using site = await open()
  await fill(site)
  const document = JSON.parse(await (await site.get(path)).text())
  const same = await read(await site.post(`${path}/plan?mode=replace`, document))
  expect(same[1]['nouns']).toMatchObject([{ action: 'leave', changes: [] }, { action: 'leave' }, { action: 'leave' }])
  document.sources[0].config = { host: 'other', password: 'canary-new' }
  document.plans[0].settings.retention.keepLast = 3
  const planned = await site.post(`${path}/plan`, { document, mode: 'replace' })
  const text = await planned.clone().text()
  expect((await read(planned))[1]['nouns']).toEqual([
    {
      noun: 'source',
      name: 'gate',
      action: 'change',
      changes: [
        { field: 'config.host', isSecret: false, from: 'g', to: 'other' },
        { field: 'config.password', isSecret: true, from: null, to: null },
      ],
    },
    { noun: 'target', name: 'nas', action: 'leave', changes: [] },
    {
      noun: 'plan',
      name: 'nightly',
      action: 'change',
      changes: [{ field: 'settings.retention.keepLast', isSecret: false, from: null, to: 3 }],
    },
  ])
  expect(text).not.toContain('canary')
  expect((await site.http.sources.find('gate')).config).toEqual({ host: 'g', password: canary })
})

test('what can not be read is refused without showing it', async () => {
  await using site = await open()
  const send = async (body: string) => site.request(`${path}/apply`, { method: 'POST', body })
  for (const [body, field] of [
    ['', 'document'],
    ['{ "format": 2, "sources": [', 'document'],
    ['password: canary\npassword: canary', 'document'],
    ['a: *canary', 'document'],
    [`a: &a [canary, canary]\nb: &b [${'*a, '.repeat(9)}]\nc: [${'*b, '.repeat(9)}]`, 'document'],
    ['['.repeat(100_000), 'document'],
    ['- '.repeat(20_000), 'document'],
    ['format: 2\nsources: canary', 'sources'],
    ['{"document": {}, "mode": "overwrite"}', 'mode'],
    ['{"document": {}, "canary": 1}', 'canary'],
    [`# ${'canary'.repeat(60_000)}`, 'document'],
  ] as const) {
    const answer = await send(body)
    const text = await answer.clone().text()
    expect(await read(answer), body.slice(0, 40)).toMatchObject([400, { fields: [field] }])
    if (field !== 'canary') expect(text).not.toContain('canary')
  }
  expect((await send(`"${'x'.repeat(8 * 1024 * 1024)}"`)).status).toBe(413)
  expect(await read(await site.post(`${path}/apply`, { format: 3 }))).toMatchObject([422, { code: 'unsupported' }])
})

test('a reference that leads nowhere or out of its place changes nothing', async () => {
  await using site = await open()
  const data = site.house.installation.dataPath
  mkdirSync(join(data, 'secrets'))
  for (const reference of [
    'env:PATH',
    'env:HOLDFAST_SECRET_KEY',
    'env:HOLDFAST_SECRET_GONE',
    'file:../secret.key',
    `file:${data}/secret.key`,
    'file:gone',
    'vault:x',
  ]) {
    const sources = [{ name: 'gate', dialect: 'gated', config: { host: 'g', password: { reference } } }]
    for (const where of ['plan', 'apply']) {
      const refused = await read(await site.post(`${path}/${where}`, { format: 2, sources }))
      expect(refused, reference).toMatchObject([400, { fields: ['sources.gate.config.password'] }])
    }
  }
  expect(await site.http.sources.list()).toEqual([])
})

test('only admins, and only with keys for everything', async () => {
  await using site = await open()
  for (const as of ['viewer', 'backup_operator'] as const) {
    expect((await site.get(path, { as })).status).toBe(403)
    for (const where of ['plan', 'apply']) expect((await site.post(`${path}/${where}`, { format: 2 }, { as })).status).toBe(403)
  }
  expect((await site.get(path, { as: 'admin', sourceIds: ['s'] })).status).toBe(403)
})
