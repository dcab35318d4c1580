import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import DatabaseFile from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import type { Dialect, DumpEvent, ParentSection, RestoreCall, RestorePart } from '../../../plugins/contract.ts'
import { figuredNames, unreadMembers } from '../../../server/plugins/bundle-dialect.ts'
import { decodeIdentity } from '../../../server/plugins/bundle-identity.ts'
import { partName, splitMember } from '../../../server/plugins/bundle-parts.ts'
import { type OpenContext, openDialect, openScratch } from '../../../server/plugins/open.ts'
import { createRegistry } from '../../../server/plugins/registry.ts'
import { systemSeams } from '../../../server/seams/seams.ts'
import { call, openWorkplace, type Workplace } from './workplace.ts'

interface Given {
  readonly workplace: Workplace
  readonly context: OpenContext
  readonly config: { readonly members: { label: string; name: string; config: Record<string, unknown> }[] }
  at(...names: string[]): string
}

/** A database, a tree and settings with something in each. */
function fill(workplace: Workplace): Given {
  const at = (...names: string[]) => join(workplace.folder, ...names)
  const database = new DatabaseFile(at('shop.db'))
  database.exec("CREATE TABLE people (name); INSERT INTO people VALUES ('Ada')")
  database.close()
  mkdirSync(at('uploads'))
  writeFileSync(at('uploads', 'letter'), 'dear')
  mkdirSync(at('house'))
  writeFileSync(at('house', 'config.json'), '{"zone":"UTC"}')
  const context = { registry: createRegistry({ paths: [] }), host: workplace.host, clock: systemSeams().clock, idleMs: null }
  const members = [
    { label: 'shop', name: 'sqlite', config: { path: at('shop.db') } },
    { label: 'uploads', name: 'files', config: { path: at('uploads') } },
    { label: 'house', name: 'settings', config: { path: at('house') } },
  ]
  return { workplace, context, config: { members }, at }
}

function open({ context, config }: Given, more: object = {}): Promise<Dialect> {
  return openDialect({ name: 'bundle', config: { ...config, ...more } }, context)
}

async function dump(dialect: Dialect, tables: readonly string[] | null = null): Promise<DumpEvent[]> {
  return await Array.fromAsync(dialect.dump({ tables }, { ...call, parent: null }))
}

/** What an archive would hand to a restore. */
async function* partsOf(events: readonly DumpEvent[]): AsyncGenerator<RestorePart> {
  const parts: { name: string; pieces: Uint8Array[] }[] = []
  for (const event of events) {
    if (event.type === 'part') parts.push({ name: event.name, pieces: [] })
    const part = parts.at(-1)
    if (event.type !== 'bytes' || part === undefined) continue
    const label = splitMember(event.starts?.[0]?.name ?? '').label
    if (part.pieces.length === 0) part.name = `${label}/${partName(label, part.name)}`
    part.pieces.push(event.bytes)
  }
  for (const { name, pieces } of parts) {
    const bytes = Buffer.concat(pieces)
    yield { name, sizeBytes: bytes.length, bytes: once(bytes) }
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

const replace: RestoreCall = { ...call, existing: 'replace', tables: null }

describe('several sources as one', () => {
  test('are reported together, with every table under its label', async () => {
    await using workplace = await openWorkplace()
    const given = fill(workplace)
    await using dialect = await open(given)
    const report = await dialect.probe(call)
    expect(report).toMatchObject({ engine: 'bundle', sizeBytes: null, isEmpty: false })
    expect(report.parts).toEqual(['databases/shop.sql', 'files.tar', 'settings.json'])
    expect(report.tables.map(({ name }) => name)).toEqual(['shop/people', 'uploads', 'house'])
    expect(decodeIdentity(report.identity)).toMatchObject([
      { label: 'shop', dialect: 'sqlite' },
      { label: 'uploads', dialect: 'files' },
      { label: 'house', dialect: 'settings' },
    ])
    expect(dialect.supports).toEqual({
      partial: true,
      snapshot: false,
      liveRestore: false,
      drill: true,
      unchanged: true,
      existing: ['refuse', 'replace'],
    })
    expect([figuredNames(dialect, null), figuredNames(dialect, ['uploads']), unreadMembers(dialect)]).toEqual([
      { tables: ['shop', 'house'] },
      null,
      ['uploads'],
    ])
  })

  test('are dumped one after the other, every section and figure under its label', async () => {
    await using workplace = await openWorkplace()
    await using dialect = await open(fill(workplace))
    const events = await dump(dialect)
    const order = events.flatMap((event) => (event.type === 'part' ? [event.name] : event.type === 'trailer' ? ['end'] : []))
    expect(order).toEqual(['databases/shop.sql', 'end', 'files.tar', 'end', 'settings.json', 'end'])
    const sections = events.flatMap((event) => (event.type === 'bytes' ? (event.starts ?? []).map(({ name }) => name) : []))
    expect(sections).toEqual(expect.arrayContaining(['shop/people', 'uploads/letter', 'house/configuration']))
    expect(sections.every((name) => /^(shop|uploads|house)\//.test(name))).toBe(true)
    const figures = events.flatMap((event) => (event.type === 'figure' ? [event.figure] : []))
    expect(figures).toEqual(await Array.fromAsync(dialect.inspect({ tables: null }, call)))
    expect(figures[0]).toMatchObject({ name: 'shop/people', rows: 1 })
  })

  test('each see their own sections of the parent, and use them again', async () => {
    await using workplace = await openWorkplace()
    await using dialect = await open(fill(workplace))
    const parents = new Map<string, ParentSection[]>()
    let part = ''
    for (const event of await dump(dialect)) {
      if (event.type === 'part') part = event.name
      if (event.type !== 'bytes') continue
      const starts = (event.starts ?? []).map(({ name, fingerprint }) => ({ name, lengthBytes: 1, fingerprint: fingerprint ?? null }))
      parents.set(part, [...(parents.get(part) ?? []), ...starts])
    }
    const asked: string[] = []
    const parent = (name: string) => {
      asked.push(name)
      return parents.get(name) ?? []
    }
    const events = await Array.fromAsync(dialect.dump({ tables: null }, { ...call, parent }))
    expect(asked).toContain('files.tar')
    expect(events.flatMap((event) => (event.type === 'unchanged' ? [event.name] : []))).toContain('uploads/.')
  })

  test('come back whole, and one or some of them alone', async () => {
    await using workplace = await openWorkplace()
    const given = fill(workplace)
    await using dialect = await open(given)
    const events = await dump(dialect)
    rmSync(given.at('shop.db'))
    writeFileSync(given.at('uploads', 'letter'), 'later')
    await dialect.restore(partsOf(events), { ...replace, tables: ['uploads/letter'] })
    expect([existsSync(given.at('shop.db')), readFileSync(given.at('uploads', 'letter'), 'utf8')]).toEqual([false, 'dear'])
    const report = await dialect.restore(partsOf(events), replace)
    expect(report.sections).toBeGreaterThan(2)
    const after = await Array.fromAsync(dialect.inspect({ tables: ['shop'] }, call))
    expect(after).toMatchObject([{ name: 'shop/people', rows: 1 }])
  })

  test('are all looked at before the first of them changes', async () => {
    await using workplace = await openWorkplace()
    const given = fill(workplace)
    await using dialect = await open(given)
    const events = await dump(dialect)
    rmSync(given.at('shop.db'))
    const restored = (call: RestoreCall) => dialect.restore(partsOf(events), call)
    await expect(restored({ ...replace, existing: 'refuse' })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/^uploads/),
    })
    await expect(restored({ ...replace, existing: 'keep' })).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/^shop/),
    })
    await expect(restored({ ...replace, tables: ['shop', 'house/x'] })).rejects.toMatchObject({ code: 'unsupported' })
    await expect(restored({ ...replace, tables: ['shop/'] })).rejects.toMatchObject({ code: 'invalid' })
    await expect(restored({ ...replace, tables: ['shops'] })).rejects.toMatchObject({
      code: 'not_found',
      remedy: expect.stringContaining('shop, uploads, house'),
    })
    const stranger = { name: 'diary/backup.sql', sizeBytes: 1, bytes: once(Buffer.from('x')) }
    const odd = dialect.restore(
      (async function* () {
        yield* partsOf(events)
        yield stranger
      })(),
      replace,
    )
    await expect(odd).rejects.toMatchObject({ code: 'not_found', message: expect.stringContaining('diary') })
    expect(existsSync(given.at('shop.db'))).toBe(false)
  })

  test('fail together, naming the one that is not there, unless it may be left out', async () => {
    await using workplace = await openWorkplace()
    const given = fill(workplace)
    rmSync(given.at('shop.db'))
    await using strict = await open(given)
    await expect(strict.probe(call)).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringMatching(/^shop: /),
      detail: { member: 'shop' },
    })
    await expect(dump(strict)).rejects.toMatchObject({ code: 'not_found' })
    await using lenient = await open(given, { leavesOutAbsent: true })
    expect((await lenient.probe(call)).parts).toEqual(['files.tar', 'settings.json'])
    expect((await dump(lenient))[0]).toMatchObject({ type: 'warning', warning: { code: 'skipped', subject: 'shop' } })
    expect((await Array.fromAsync(lenient.inspect({ tables: null }, call))).map(({ name }) => name)).not.toContain('shop/people')
    for (const name of ['uploads', 'house']) rmSync(given.at(name), { recursive: true })
    await expect(lenient.probe(call)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('pass on the reason of an abort as it is', async () => {
    await using workplace = await openWorkplace()
    await using dialect = await open(fill(workplace))
    const signal = AbortSignal.abort('over')
    await expect(dialect.probe({ signal })).rejects.toBe('over')
    const events = await dump(dialect)
    await expect(dialect.restore(partsOf(events), { ...replace, signal })).rejects.toBe('over')
  })

  test('have a scratch source of each, gone on dispose, and none when nothing is known of them', async () => {
    await using workplace = await openWorkplace()
    const given = fill(workplace)
    await using dialect = await open(given)
    const events = await dump(dialect)
    const before = readdirSync(workplace.folder)
    const members = given.config.members.map(({ label, name }) => ({ label, name, config: null }))
    {
      await using scratch = await openScratch({ name: 'bundle', config: { members } }, given.context)
      await scratch.dialect.restore(partsOf(events), { ...replace, existing: 'refuse' })
      const figures = await Array.fromAsync(scratch.dialect.inspect({ tables: ['shop', 'house'] }, call))
      expect(figures).toEqual(await Array.fromAsync(dialect.inspect({ tables: ['shop', 'house'] }, call)))
    }
    expect(readdirSync(workplace.folder)).toEqual(before)
    await expect(openScratch({ name: 'bundle', config: null }, given.context)).rejects.toMatchObject({ code: 'invalid' })
    const broken = [...members, { label: 'odd', name: 'unheard-of', config: null }]
    await expect(openScratch({ name: 'bundle', config: { members: broken } }, given.context)).rejects.toMatchObject({ code: 'not_found' })
    expect(readdirSync(workplace.folder)).toEqual(before)
  })

  test('are closed together, and then answer no more', async () => {
    await using workplace = await openWorkplace()
    const dialect = await open(fill(workplace))
    await dialect[Symbol.asyncDispose]()
    await expect(dialect.probe(call)).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('after it was closed') })
  })
})

test('the registry lists a bundle among the dialects, draws its form, and keeps its name', async () => {
  const registry = createRegistry({ paths: [] })
  expect(await registry.knows('dialect', 'bundle')).toBe(true)
  expect((await registry.list()).map(({ plugin }) => plugin?.name)).toContain('bundle')
  const plugin = await registry.dialect('bundle')
  expect(() => plugin.locate?.('shop')).toThrow(expect.objectContaining({ code: 'invalid' }))
})
