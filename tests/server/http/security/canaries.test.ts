import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { expect, test } from 'vitest'
import type { z } from 'zod'
import { groups } from '../../../../server/http/groups.ts'
import { Canaries, watchChildren } from './canaries.ts'
import { CanaryClient } from './canary-client.ts'
import { people, read, type Stage } from './canary-people.ts'
import { BodyMaker } from './generate.ts'
import { ServedDaemon } from './served-daemon.ts'

const programs = join(import.meta.dirname, 'programs')
const variable = 'HOLDFAST_SECRET_SHOP_TOKEN'

test('of forty secrets none is in what the daemon says, answers, writes, or gives its children', async () => {
  const canaries = new Canaries()
  const plugins = `${join(programs, 'vault.ts')}:${join(programs, 'locker.ts')}`
  const env = { [variable]: canaries.make('secret variable'), HOLDFAST_SECRET_UNUSED: canaries.make('unused variable') }
  await using daemon = await ServedDaemon.start({ plugins, env })
  const children = watchChildren(daemon.pid)
  const client = new CanaryClient(daemon.url, canaries)
  const admin = await people({ daemon, canaries, client })
  const stage: Stage = { daemon, canaries, client, admin }
  await keyFiles(stage)
  await nouns(stage)
  const names = await work(stage)
  await faults(stage)
  await documents(stage)
  await everyRoute(stage, names)
  await wrongCredentials(stage)
  await daemon.stop()
  expect(canaries.size).toBeGreaterThanOrEqual(40)
  expect(client.answers).toBeGreaterThan(300)
  expect(client.found).toEqual([])
  // The daemon tells whoever started it how to make the first admin.
  expect(canaries.foundIn('what the daemon said', daemon.said, ['setup token'])).toEqual([])
  expect(await canaries.foundBelow(daemon.dataPath, (name) => name === 'secret.key')).toEqual([])
  expect(await canaries.foundBelow(join(daemon.folder, 'locker'))).toEqual([])
  expect(await canaries.foundBelow(join(daemon.folder, 'tmp'))).toEqual([])
  const seen = children.stop()
  expect([...seen.keys()].filter((line) => line.includes('sh -c'))).not.toEqual([])
  expect([...seen.keys()].filter((line) => line.includes('main.ts step'))).not.toEqual([])
  expect([...seen].flatMap(([line, text]) => canaries.foundIn(line, text))).toEqual([])
}, 300_000)

/** The key that seals everything, and the one after it. */
async function keyFiles({ daemon, canaries, client, admin }: Stage): Promise<void> {
  const path = join(daemon.dataPath, 'secret.key')
  canaries.add('first key file', (await readFile(path, 'latin1')).trim())
  await client.ask('POST /api/v1/secrets/rotate', { headers: admin })
  canaries.add('second key file', (await readFile(path, 'latin1')).trim())
}

async function nouns({ daemon, canaries, client, admin: headers }: Stage): Promise<void> {
  await writeFile(join(daemon.folder, 'shop.txt'), 'rows\n-- end\n')
  const path = join(daemon.folder, 'shop.txt')
  const config = { path, password: canaries.make('password of a source'), token: canaries.make('token of a source') }
  const kept = await client.ask('POST /api/v1/sources', { json: { name: 'shop', dialect: 'vault', config }, headers })
  expect(kept.status).toBe(201)
  const changed = { config: { password: canaries.make('next password of a source') } }
  await client.ask('PATCH /api/v1/sources/shop', { json: changed, headers })
  await client.ask('POST /api/v1/sources/test', {
    json: { dialect: 'vault', config: { path, password: canaries.make('tested') } },
    headers,
  })
  const locker = { path: join(daemon.folder, 'locker'), accessKey: canaries.make('key of a target') }
  expect((await client.ask('POST /api/v1/targets', { json: { name: 'locker', kind: 'locker', config: locker }, headers })).status).toBe(201)
  const identity = canaries.add('identity', await generateX25519Identity())
  await client.ask('POST /api/v1/identities', { json: { text: `# created\n${identity}\n` }, headers })
  await client.ask('POST /api/v1/identities', { json: { text: `${canaries.make('broken identity')}\n` }, headers })
  const settings = { recipients: [await identityToRecipient(identity)] }
  const plan = { name: 'nightly', sources: ['shop'], targets: ['locker'], settings }
  expect((await client.ask('POST /api/v1/plans', { json: plan, headers })).status).toBe(201)
}

/** A backup that is sealed, one that is not, a restore, downloads and links; resolves with what can be named now. */
async function work({ canaries, client, admin: headers }: Stage): Promise<Record<string, string>> {
  const run = await client.ask('POST /api/v1/plans/nightly/run?wait=60', { json: {}, headers })
  const [sealed] = read<{ jobs: { state: string; backupIds: string[] }[] }>(run).jobs
  expect(sealed!.state).toMatch(/^completed/)
  const backup = sealed!.backupIds[0]!
  await client.ask('POST /api/v1/backups?wait=60', { json: { source: 'shop', target: 'locker' }, headers })
  const restored = read<{ id: string; state: string }>(
    await client.ask(`POST /api/v1/backups/${backup}/restore?wait=60`, { json: {}, headers }),
  )
  expect(restored.state).toMatch(/^completed/)
  await client.ask(`GET /api/v1/jobs/${restored.id}/log`, { headers })
  await client.ask(`GET /api/v1/backups/${backup}/download`, { headers })
  const made = await client.askUnseen(`POST /api/v1/backups/${backup}/download-links`, { json: {}, headers })
  const link = read<{ url: string }>(made).url.split('/').at(-1)!
  canaries.add('download link', link.split('.')[1]!)
  client.look('a link', made, ['download link'])
  await client.ask(`GET /api/v1/downloads/${link.slice(0, -2)}`)
  await client.ask(`GET /api/v1/downloads/${link}`)
  const upload = await client.ask('POST /api/v1/uploads?name=a.sql', { body: 'create table a (b integer);\n', headers })
  const { id } = read<{ id: string }>(upload)
  return { source: 'shop', target: 'locker', plan: 'nightly', backup, job: restored.id, upload: id, key: 'viewer', user: 'bob' }
}

/** Sources and targets that say their secrets in every way in which they can go wrong. */
async function faults({ daemon, canaries, client, admin: headers }: Stage): Promise<void> {
  for (const fault of ['refuses', 'tool', 'crash']) {
    const config = { path: join(daemon.folder, 'shop.txt'), fault, password: canaries.make(`password and ${fault}`) }
    await client.ask('POST /api/v1/sources', { json: { name: `${fault} first`, dialect: 'vault', config }, headers })
    await client.ask('POST /api/v1/sources?probe=false', { json: { name: fault, dialect: 'vault', config }, headers })
    await client.ask(`POST /api/v1/sources/${fault}/test`, { headers })
    await client.ask(`GET /api/v1/sources/${fault}/tables`, { headers })
    const asked = await client.ask('POST /api/v1/backups?wait=60', { json: { source: fault, target: 'locker' }, headers })
    const job = read<{ id: string; state: string }>(asked)
    expect([fault, job.state]).toEqual([fault, fault === 'refuses' ? expect.any(String) : 'failed'])
    await client.ask(`GET /api/v1/jobs/${job.id}`, { headers })
    await client.ask(`GET /api/v1/jobs/${job.id}/log`, { headers })
  }
  const shut = { path: join(daemon.folder, 'shut'), isOpen: false, accessKey: canaries.make('key of a shut target') }
  await client.ask('POST /api/v1/targets', { json: { name: 'shut first', kind: 'locker', config: shut }, headers })
  await client.ask('POST /api/v1/targets?probe=false', { json: { name: 'shut', kind: 'locker', config: shut }, headers })
  await client.ask('GET /api/v1/targets/shut/browse', { headers })
  await client.ask('POST /api/v1/targets/shut/test', { headers })
  await client.ask('POST /api/v1/targets/shut/rescan?wait=60', { headers })
  await client.ask('POST /api/v1/backups?wait=60', { json: { source: 'shop', target: 'shut' }, headers })
}

/** Configurations that go out and come back, well and broken. */
async function documents({ canaries, client, admin: headers }: Stage): Promise<void> {
  for (const query of ['', '?format=yaml', '?secrets=reference', '?secrets=reference&format=yaml'])
    await client.ask(`GET /api/v1/configuration${query}`, { headers })
  const source = (config: object) => ({ name: 'imported', dialect: 'vault', config: { path: '/nowhere', ...config } })
  const given = [
    { password: canaries.make('imported password'), token: { reference: `env:${variable}` } },
    { password: { reference: `env:${variable}` }, path: { reference: `env:${variable}` } },
    { password: { wrong: canaries.make('password in a wrong place') } },
    { password: canaries.make('password beside an unknown field'), pasword: canaries.make('password in an unknown field') },
  ]
  for (const config of given) {
    const document = { format: 2, sources: [source(config)] }
    for (const path of ['plan', 'apply']) await client.ask(`POST /api/v1/configuration/${path}?mode=replace`, { json: document, headers })
  }
  const broken = [
    `{"format": 2, "password": "${canaries.make('password in broken JSON')}`,
    `a: [${canaries.make('password in broken YAML')}\n b: {`,
  ]
  for (const body of broken) {
    for (const path of ['configuration/plan', 'sources', 'auth/login', 'plans']) await client.ask(`POST /api/v1/${path}`, { body, headers })
  }
}

/** Every route once with what fits and once with what doesn't. */
async function everyRoute({ client, admin: headers }: Stage, names: Readonly<Record<string, string>>): Promise<void> {
  const known = { ...names, config: {}, dialect: 'vault', kind: 'locker', role: 'viewer', wait: 0, name: 'something' }
  for (const { path, method, body } of groups().flatMap(({ routes }) => routes)) {
    // What makes a new secret was asked for before, and removals come last of all.
    if (method === 'delete' || /^\/api\/v1\/(keys|auth|secrets|setup)/.test(path)) continue
    const maker = body === undefined ? null : new BodyMaker(body as z.ZodType, { known, pick: ([first]) => first! })
    for (const place of [names, {} as Record<string, string>]) {
      const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => place[name] ?? '1')
      // A link is made for being shown.
      const shows = path.endsWith('download-links') ? ['download link'] : []
      const json = maker?.fitting()
      await client.ask(`${method.toUpperCase()} ${address}`, { headers, shows, ...(json === undefined ? {} : { json }) })
    }
  }
  for (const path of ['users/bob', 'keys/viewer', 'backups/nothing', 'sources/shop', 'targets/locker', 'uploads/1'])
    await client.ask(`DELETE /api/v1/${path}`, { headers })
  await client.ask('GET /api/v1/audit?page_size=1000', { headers })
  await client.ask('GET /api/v1/audit/export', { headers })
}

/** What people type in the wrong place, and what nobody gave out. */
async function wrongCredentials({ canaries, client, admin }: Stage): Promise<void> {
  const typed = canaries.make('password typed as a name')
  await client.ask('POST /api/v1/auth/login', { json: { name: typed, password: canaries.make('wrong password') } })
  const form = new URLSearchParams({ name: 'ann', password: canaries.make('wrong password in a form') })
  await client.ask('POST /login', { body: form })
  const wrong = `hf_${'x'.repeat(30)}${canaries.make('wrong key').slice(-13)}`
  for (const headers of [
    { 'x-api-key': wrong },
    { authorization: `Bearer ${canaries.make('wrong token')}` },
    { cookie: 'holdfast_session=x' },
  ]) {
    await client.ask('GET /api/v1/sources', { headers: headers as Record<string, string> })
  }
  const key = admin['x-api-key']
  for (const path of [
    '/api/v1/sources',
    '/api/v1/backup/backups/?page_size=1',
    '/nothing',
    '/api/v1/sources/nothing',
    '/settings/contracts',
  ])
    await client.ask(`GET ${path}${path.includes('?') ? '&' : '?'}api_key=${key}`)
  await client.ask(`POST /api/v1/sources?api_key=${key}`, { json: { name: 1 } })
}
