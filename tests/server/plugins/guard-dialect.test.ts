import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { NotesDialect } from '../../../plugins/conformance/notes-dialect.ts'
import type { Dialect, DumpEvent, RestorePart } from '../../../plugins/contract.ts'
import { DumpProtocol } from '../../../server/plugins/dump-protocol.ts'
import { guardDialect } from '../../../server/plugins/guard-dialect.ts'
import { bytesOf, call, collect, jumpingClock, openWorkplace, type Workplace } from './workplace.ts'

async function openNotes({ folder, host }: Workplace) {
  const path = join(folder, 'notes')
  await mkdir(path)
  await writeFile(join(path, 'one.txt'), 'text')
  const dialect: Dialect = new NotesDialect({ path, password: '' }, host)
  const moved: number[] = []
  const options = { clock: jumpingClock(), idleMs: null, secrets: ['hunter2'], onBytes: (count: number) => moved.push(count) }
  return { dialect, moved, guard: guardDialect(dialect, { name: 'notes' }, options) }
}

const dumpCall = { ...call, parent: null }
const everything = { tables: null }

describe('a guarded dialect', () => {
  test('counts the bytes of dump and restore', async () => {
    await using place = await openWorkplace()
    const { guard, moved } = await openNotes(place)
    const events = await collect(guard.dump(everything, dumpCall))
    const dumped = moved.reduce((sum, count) => sum + count, 0)
    const bytes = Buffer.concat(events.flatMap((event) => (event.type === 'bytes' ? [event.bytes] : [])))
    expect(dumped).toBe(bytes.byteLength)
    async function* parts(): AsyncGenerator<RestorePart> {
      yield { name: 'notes.txt', sizeBytes: bytes.byteLength, bytes: bytesOf(bytes.toString()) }
    }
    await guard.restore(parts(), { ...call, existing: 'replace', tables: null })
    expect(moved.reduce((sum, count) => sum + count, 0)).toBe(2 * dumped)
  })

  test('a dump that ends without its trailer is corrupt', async () => {
    await using place = await openWorkplace()
    const { guard, dialect } = await openNotes(place)
    const dump = dialect.dump.bind(dialect)
    dialect.dump = async function* (...given) {
      for await (const event of dump(...given)) if (event.type !== 'trailer') yield event
    }
    await expect(collect(guard.dump(everything, dumpCall))).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('trailer'),
    })
  })

  test('refuses what it does not support before anything happens', async () => {
    await using place = await openWorkplace()
    const { guard, dialect } = await openNotes(place)
    Object.assign(dialect, { supports: { ...dialect.supports, partial: false, existing: ['refuse'] } })
    async function* none(): AsyncGenerator<RestorePart> {}
    const unsupported = { code: 'unsupported' }
    await expect(collect(guard.dump({ tables: ['one'] }, dumpCall))).rejects.toMatchObject(unsupported)
    await expect(guard.restore(none(), { ...call, existing: 'keep', tables: null })).rejects.toMatchObject(unsupported)
    await expect(guard.restore(none(), { ...call, existing: 'refuse', tables: ['one'] })).rejects.toMatchObject(unsupported)
  })

  test('an error of the archive is rethrown as it is, whatever the plugin makes of it', async () => {
    await using place = await openWorkplace()
    const { guard, dialect } = await openNotes(place)
    const restore = dialect.restore.bind(dialect)
    dialect.restore = (...given) =>
      restore(...given).catch(() => {
        throw new Error('restore failed')
      })
    const reason = new Error('the archive is damaged')
    const failing = [
      async function* (): AsyncGenerator<RestorePart> {
        yield { name: 'notes.txt', sizeBytes: 5, bytes: bytesOf('a', reason) }
      },
      async function* (): AsyncGenerator<RestorePart> {
        yield { name: 'notes.txt', sizeBytes: 18, bytes: bytesOf('-- notes 1\n-- end\n') }
        throw reason
      },
    ]
    for (const parts of failing) await expect(guard.restore(parts(), { ...call, existing: 'replace', tables: null })).rejects.toBe(reason)
  })

  test('secrets appear in no error, and an abort passes its reason through', async () => {
    await using place = await openWorkplace()
    const { guard, dialect } = await openNotes(place)
    dialect.inspect = async function* () {
      yield { name: 'one', rows: 1, checksum: null }
      throw new Error('with hunter2')
    }
    await expect(collect(guard.inspect(everything, call))).rejects.toMatchObject({
      code: 'internal',
      message: expect.not.stringContaining('hunter2'),
    })
    await expect(collect(guard.dump(everything, { signal: AbortSignal.abort('enough'), parent: null }))).rejects.toBe('enough')
  })

  test('use after closing is an error of the program', async () => {
    await using place = await openWorkplace()
    const { guard } = await openNotes(place)
    await guard[Symbol.asyncDispose]()
    await expect(guard.assert!('note one', call)).rejects.toMatchObject({ code: 'internal' })
    await expect(guard.probe(call)).rejects.toMatchObject({ code: 'internal' })
    await expect(collect(guard.dump(everything, dumpCall))).rejects.toMatchObject({ code: 'internal' })
  })

  test('answers queries where the dialect does, and only there', async () => {
    await using place = await openWorkplace()
    const { guard, dialect } = await openNotes(place)
    expect(await guard.assert!('note one', call)).toBe(true)
    expect(await guard.assert!('note two', call)).toBe(false)
    const options = { clock: jumpingClock(), idleMs: null, secrets: [] }
    const mute = guardDialect(Object.assign(Object.create(dialect), { assert: undefined }), { name: 'notes' }, options)
    expect(mute.assert).toBeUndefined()
  })

  test('ends a query that does not heed its signal, and hides what it must', async () => {
    await using place = await openWorkplace()
    const { dialect } = await openNotes(place)
    const stuck = new AbortController()
    const options = { clock: jumpingClock(), idleMs: null, secrets: ['hunter2'] }
    const asking = (assert: Dialect['assert']) =>
      guardDialect(Object.assign(Object.create(dialect), { assert }), { name: 'notes' }, options).assert!
    const answer = asking(() => new Promise(() => {}))('note one', { signal: stuck.signal })
    stuck.abort(new Error('enough'))
    await expect(answer).rejects.toThrow('enough')
    const telling = asking(async () => Promise.reject(new Error('the password hunter2 was refused')))
    await expect(telling('note one', call)).rejects.toThrow(expect.objectContaining({ message: expect.not.stringContaining('hunter2') }))
  })
})

describe('the order of dump events', () => {
  const part: DumpEvent = { type: 'part', name: 'a.sql' }
  const trailer: DumpEvent = { type: 'trailer' }
  const bytes = (text: string, ...starts: number[]): DumpEvent => ({
    type: 'bytes',
    bytes: Buffer.from(text),
    starts: starts.map((at) => ({ name: `s${at}`, at })),
  })
  const check = (events: readonly DumpEvent[], unchanged = false) => {
    const protocol = new DumpProtocol({ unchanged })
    for (const event of events) protocol.see(event)
    protocol.end()
  }

  test('lets a right dump pass', () => {
    const figure: DumpEvent = { type: 'figure', figure: { name: 's0', rows: 1, checksum: null } }
    const warning: DumpEvent = { type: 'warning', warning: { code: 'skipped', subject: 'x', message: 'y' } }
    check([warning, part, bytes('abc', 0, 2), figure, trailer, figure, warning, { ...part, name: 'dir/b.tar' }, trailer])
    check([part, { type: 'unchanged', name: 's', fingerprint: new Uint8Array(1) }, trailer], true)
  })

  test.each<[string, readonly DumpEvent[], string]>([
    ['no part at all', [], 'corrupt'],
    ['a part without trailer', [part, bytes('a')], 'corrupt'],
    ['a part without trailer before another', [part, { ...part, name: 'b' }, trailer], 'corrupt'],
    ['bytes before any part', [bytes('a')], 'internal'],
    ['bytes after the trailer', [part, trailer, bytes('a')], 'internal'],
    ['two trailers', [part, trailer, trailer], 'internal'],
    ['empty bytes', [part, bytes(''), trailer], 'internal'],
    ['a start past the bytes', [part, bytes('abc', 3), trailer], 'internal'],
    ['starts that go back', [part, bytes('abc', 2, 1), trailer], 'internal'],
    ['two starts at one place', [part, bytes('abc', 1, 1), trailer], 'internal'],
    ['an unchanged section of who has none', [part, { type: 'unchanged', name: 's', fingerprint: new Uint8Array(1) }, trailer], 'internal'],
    ['a name that leaves the archive', [{ ...part, name: '../x' } as DumpEvent, trailer], 'internal'],
    ['a figure before any part', [{ type: 'figure', figure: { name: 'x', rows: 0, checksum: null } }, part, trailer], 'internal'],
  ])('catches %s', (_, events, code) => {
    expect(() => check(events)).toThrow(expect.objectContaining({ code }))
  })
})
