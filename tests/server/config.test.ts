import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Failure } from '../../plugins/failure.ts'
import { type ConfigSources, loadConfig } from '../../server/config.ts'
import { systemFiles } from '../../server/seams/files.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-config-'))
})
afterEach(() => rm(folder, { recursive: true }))

function load(changes: Partial<ConfigSources> = {}) {
  const flags = { data: undefined, listen: undefined }
  return loadConfig({ flags, env: {}, cwd: folder, home: join(folder, 'home'), files: systemFiles, ...changes })
}

function failureOf(loading: Promise<unknown>): Promise<Failure> {
  return loading.then(
    () => Promise.reject(new Error('It was accepted.')),
    (failure: Failure) => failure,
  )
}

test('without any setting the daemon listens on this machine alone and keeps its state where it is installed', async () => {
  const config = await load()
  expect(config).toEqual({
    dataPath: join(folder, 'home', 'data'),
    listen: { host: '127.0.0.1', port: 8080 },
    drainSeconds: 10,
    http: { publicUrl: null, trustedProxies: [], uploadBytesMax: 100 * 2 ** 30 },
  })
  expect([config, config.listen, config.http, config.http.trustedProxies].every(Object.isFrozen)).toBe(true)
})

test('what people type and which proxies are believed comes from the file, the address also from the environment', async () => {
  const file = { publicUrl: 'https://file.example/x', trustedProxies: ['127.0.0.1', '::1'], uploadBytesMax: 5 }
  await writeFile(join(folder, 'config.json'), JSON.stringify(file))
  const env = { HOLDFAST_DATA: folder }
  expect((await load({ env })).http).toEqual({ ...file, publicUrl: 'https://file.example' })
  expect((await load({ env: { ...env, HOLDFAST_URL: 'http://env.example:81/' } })).http.publicUrl).toBe('http://env.example:81')
  await expect(load({ env: { ...env, HOLDFAST_URL: 'env.example' } })).rejects.toMatchObject({ code: 'invalid' })
  await writeFile(join(folder, 'config.json'), '{"trustedProxies":["proxy"]}')
  await expect(load({ env })).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('trustedProxies') })
})

test('a flag wins over the environment, and the environment over the file', async () => {
  await writeFile(join(folder, 'config.json'), '{"listen":"127.0.0.1:3","drainSeconds":2.5}')
  const file = await load({ env: { HOLDFAST_DATA: folder } })
  expect([file.listen.port, file.drainSeconds]).toEqual([3, 2.5])
  const env = { HOLDFAST_DATA: folder, HOLDFAST_LISTEN: '127.0.0.1:2' }
  expect((await load({ env })).listen.port).toBe(2)
  expect((await load({ env, flags: { data: undefined, listen: '127.0.0.1:1' } })).listen.port).toBe(1)
  expect((await load({ env: { HOLDFAST_DATA: '/elsewhere' }, flags: { data: '.', listen: undefined } })).dataPath).toBe(folder)
})

test('a relative data folder counts from the working folder', async () => {
  expect((await load({ env: { HOLDFAST_DATA: 'below' } })).dataPath).toBe(join(folder, 'below'))
})

test('an empty variable is one that is not set', async () => {
  expect((await load({ env: { HOLDFAST_DATA: '', HOLDFAST_LISTEN: '' } })).listen.port).toBe(8080)
})

test.each([
  ['127.0.0.1:0', '127.0.0.1', 0],
  ['localhost:65535', 'localhost', 65535],
  ['[::1]:80', '::1', 80],
  [':9000', '0.0.0.0', 9000],
  ['9000', '127.0.0.1', 9000],
])('--listen %s is understood', async (listen, host, port) => {
  expect((await load({ flags: { data: undefined, listen } })).listen).toEqual({ host, port })
})

test.each(['', 'localhost', '127.0.0.1:', '127.0.0.1:65536', '1:2:3', '::1:80', 'http://a:1', 'a b:1', '-1'])(
  '--listen "%s" is refused',
  async (listen) => {
    const failure = await failureOf(load({ flags: { data: undefined, listen } }))
    expect(failure).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('--listen'),
      remedy: expect.stringContaining('127.0.0.1:8080'),
    })
  },
)

test('a wrong address names the place it came from', async () => {
  expect((await failureOf(load({ env: { HOLDFAST_LISTEN: 'x' } }))).message).toContain('HOLDFAST_LISTEN')
})

test.each([
  ['{"lisen":"127.0.0.1:1"}', 'lisen'],
  ['{"drainSeconds":"10"}', 'drainSeconds'],
  ['{"drainSeconds":-1}', 'drainSeconds'],
  ['[]', 'not valid'],
  ['{', 'no JSON'],
])('the file %s is refused and named', async (text, cause) => {
  await writeFile(join(folder, 'config.json'), text)
  const failure = await failureOf(load({ env: { HOLDFAST_DATA: folder } }))
  expect(failure).toMatchObject({
    code: 'invalid',
    message: expect.stringContaining(cause),
    remedy: expect.stringContaining(join(folder, 'config.json')),
  })
})
