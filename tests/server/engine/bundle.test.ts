import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import DatabaseFile from 'better-sqlite3'
import { expect, test } from 'vitest'
import { JobBench } from '../../support/jobs.ts'

function fill(bench: JobBench): void {
  writeRows(bench.path('shop.db'), "CREATE TABLE people (name); INSERT INTO people VALUES ('Ada'), ('Grace')")
  mkdirSync(bench.path('uploads'))
  writeFileSync(bench.path('uploads', 'letter'), 'dear')
}

function writeRows(path: string, sql: string): void {
  const database = new DatabaseFile(path)
  database.exec(sql)
  database.close()
}

function rows(path: string): unknown[] {
  const database = new DatabaseFile(path, { readonly: true })
  try {
    return database.prepare('SELECT name FROM people').pluck().all()
  } finally {
    database.close()
  }
}

/** A database and a tree, named by their labels, where `folder` says. */
function bundle(bench: JobBench, folder = '') {
  const members = [
    { label: 'shop', name: 'sqlite', config: { path: bench.path(`${folder}shop.db`) } },
    { label: 'uploads', name: 'files', config: { path: bench.path(`${folder}uploads`) } },
  ]
  return { name: 'bundle', config: { members } }
}

test('one member of an archive is restored into a place of its own, whole or in part', async () => {
  await using bench = await JobBench.open()
  fill(bench)
  const { name: key } = await bench.backup({ source: { ...bundle(bench), label: 'both' } })
  const database = await bench.restore(key, { into: { name: 'sqlite', config: { path: bench.path('new.db') } }, tables: ['shop'] })
  expect([database.sections, rows(bench.path('new.db'))]).toEqual([1, ['Ada', 'Grace']])
  await bench.restore(key, { into: { name: 'sqlite', config: { path: bench.path('one.db') } }, tables: ['shop/people'] })
  expect(rows(bench.path('one.db'))).toEqual(['Ada', 'Grace'])
  await bench.restore(key, { into: { name: 'files', config: { path: bench.path('tree') } }, tables: ['uploads'] })
  expect(readFileSync(bench.path('tree', 'letter'), 'utf8')).toBe('dear')
})

test('an archive of several sources is not restored into one, and it is said what it holds and how to take it out', async () => {
  await using bench = await JobBench.open()
  fill(bench)
  const { name: key } = await bench.backup({ source: { ...bundle(bench), label: 'both' } })
  const into = { name: 'sqlite', config: { path: bench.path('new.db') } }
  const remedy = expect.stringMatching(/--tables shop --into sqlite:…, .*--entry databases\/shop\.sql/)
  await expect(bench.restore(key, { into })).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('shop (sqlite, in databases/shop.sql), uploads (files, in files.tar)'),
    remedy,
  })
  await expect(bench.restore(key, { into, tables: ['shop', 'uploads'] })).rejects.toMatchObject({ code: 'invalid', remedy })
  const wrong = bench.restore(key, { into, tables: ['uploads'] })
  await expect(wrong).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('uploads is a backup of a files source') })
})

test('an archive goes into another bundle with the same labels, and into none that lacks one', async () => {
  await using bench = await JobBench.open()
  fill(bench)
  const { name: key } = await bench.backup({ source: { ...bundle(bench), label: 'both' } })
  await bench.restore(key, { into: bundle(bench, 'new-') })
  expect([rows(bench.path('new-shop.db')), readFileSync(bench.path('new-uploads', 'letter'), 'utf8')]).toEqual([['Ada', 'Grace'], 'dear'])
  const other = bundle(bench, 'other-')
  other.config.members[1]!.label = 'pictures'
  await expect(bench.restore(key, { into: other })).rejects.toMatchObject({
    code: 'not_found',
    message: expect.stringContaining('uploads'),
  })
  expect(() => readFileSync(bench.path('other-shop.db'))).toThrow('ENOENT')
})

test('a tree finds its archive when the bundle has got a second one since', async () => {
  await using bench = await JobBench.open()
  fill(bench)
  const { name: key } = await bench.backup({ source: { ...bundle(bench), label: 'both' } })
  const { config } = bundle(bench, 'new-')
  const pictures = { label: 'pictures', name: 'files', config: { path: bench.path('pictures') } }
  mkdirSync(bench.path('pictures'))
  await bench.restore(key, { into: { name: 'bundle', config: { members: [pictures, ...config.members] } } })
  expect(readFileSync(bench.path('new-uploads', 'letter'), 'utf8')).toBe('dear')
  const both = [pictures, ...bundle(bench).config.members]
  const next = await bench.backup({ source: { name: 'bundle', config: { members: both }, label: 'three' } })
  expect(await bench.verify(next.name)).toMatchObject({ trust: 'proven' })
  const reports = await bench.run({ kind: 'probe', source: { name: 'bundle', config: { members: both } } })
  expect(reports.parts).toEqual(['files/pictures.tar', 'databases/shop.sql', 'files/uploads.tar'])
})

test('a database in the form of a snapshot, which marks no sections, can be chosen and proven too', async () => {
  await using bench = await JobBench.open()
  fill(bench)
  const source = bundle(bench)
  Object.assign(source.config.members[0]!.config, { form: 'snapshot' })
  const { name: key } = await bench.backup({ source: { ...source, label: 'both' } })
  expect(await bench.verify(key)).toMatchObject({ trust: 'proven' })
  await bench.restore(key, { into: { name: 'sqlite', config: { path: bench.path('new.db') } }, tables: ['shop'] })
  expect(rows(bench.path('new.db'))).toEqual(['Ada', 'Grace'])
})

test('a sealed archive of several sources is proven and restored with its identity', async () => {
  await using bench = await JobBench.open()
  fill(bench)
  const identity = await generateIdentity()
  const recipients = [await identityToRecipient(identity)]
  const { name: key } = await bench.backup({ source: { ...bundle(bench), label: 'both' }, recipients })
  expect(key).toMatch(/\.zip\.age$/)
  expect(await bench.verify(key, { identities: [identity] })).toMatchObject({ trust: 'proven' })
  await bench.restore(key, { into: bundle(bench, 'new-'), identities: [identity] })
  expect(rows(bench.path('new-shop.db'))).toEqual(['Ada', 'Grace'])
})

test('assertions are asked of the member that has queries, or of the one that they name', async () => {
  await using bench = await JobBench.open()
  fill(bench)
  const { name: key } = await bench.backup({ source: { ...bundle(bench), label: 'both' } })
  const assertions = ['SELECT count(*) = 2 FROM people', 'shop: SELECT count(*) > 1 FROM people']
  expect((await bench.verify(key, { assertions })).assertions.map(({ holds }) => holds)).toEqual([true, true])
  await expect(bench.verify(key, { assertions: ['SELECT 0'] })).rejects.toMatchObject({ code: 'corrupt' })
})

test('a member whose dump may leave content unread is proven by that content', async () => {
  await using bench = await JobBench.open()
  fill(bench)
  writeFileSync(bench.path('lossy.mjs'), lossyPlugin)
  const source = bundle(bench)
  source.config.members[1] = { label: 'uploads', name: 'lossy', config: { path: bench.path('uploads', 'letter') } }
  const pluginPaths = [bench.path('lossy.mjs')]
  const sealing = { recipients: [], passphrase: null, identities: [] }
  const manner = { mode: 'full' as const, trigger: 'manual' as const, codec: 'zstd' as const, tables: null, zone: 'UTC' }
  const targets = [{ name: 'local', config: { path: bench.path('backups') }, prefix: '' }]
  const given = { kind: 'backup' as const, source: { ...source, label: 'both' }, targets, ...manner, ...sealing }
  const { name } = await bench.run(given, pluginPaths)
  const drill = bench.run({ kind: 'verify', archive: bench.archive(name), level: 'proven', identities: [], scratch: null }, pluginPaths)
  await expect(drill).rejects.toMatchObject({ code: 'corrupt', message: expect.stringContaining('uploads/letter') })
})

/** Restores less than it was given, and takes no figures that would tell. */
const lossyPlugin = `
import { z } from ${JSON.stringify(import.meta.resolve('zod'))}
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
const open = (path) => ({
  supports: { partial: false, snapshot: true, liveRestore: false, drill: true, unchanged: true, existing: ['refuse', 'replace'] },
  async probe() {
    return { engine: 'lossy', version: '1', identity: path, sizeBytes: null, tables: [], parts: ['lossy.txt'], isEmpty: true }
  },
  async *dump() {
    yield { type: 'part', name: 'lossy.txt' }
    yield { type: 'bytes', bytes: new Uint8Array(readFileSync(path)), starts: [{ name: 'letter', at: 0 }] }
    yield { type: 'trailer' }
  },
  async restore(parts) {
    for await (const part of parts) for await (const piece of part.bytes) writeFileSync(path, piece.subarray(1))
    return { sections: 1, rows: null, warnings: [] }
  },
  async *inspect() {},
  async [Symbol.asyncDispose]() {},
})
export default {
  contract: 1, kind: 'dialect', name: 'lossy', title: { en: 'Lossy', 'zh-CN': '有损' }, parts: ['lossy.txt'],
  config: z.object({ path: z.string() }),
  open: async ({ path }) => open(path),
  async scratch(config, host) {
    const folder = await host.temporary('lossy')
    return { dialect: open(join(folder.path, 'letter')), [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
  },
}
`

test('an uploaded archive of several sources goes into a bundle, and one of them into a source of its own', async () => {
  await using bench = await JobBench.open()
  fill(bench)
  const { name } = await bench.backup({ source: { ...bundle(bench), label: 'both' } })
  const file = { path: bench.path('backups', name), identities: [], plainBytesMax: null }
  const upload = { kind: 'upload-restore' as const, ...file, existing: 'refuse' as const }
  await bench.run({ ...upload, into: bundle(bench, 'new-'), tables: null })
  expect(readFileSync(bench.path('new-uploads', 'letter'), 'utf8')).toBe('dear')
  await bench.run({ ...upload, into: { name: 'sqlite', config: { path: bench.path('one.db') } }, tables: ['shop'] })
  expect(rows(bench.path('one.db'))).toEqual(['Ada', 'Grace'])
  const whole = bench.run({ ...upload, into: { name: 'sqlite', config: { path: bench.path('all.db') } }, tables: null })
  await expect(whole).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('one backup of 2 sources') })
})
