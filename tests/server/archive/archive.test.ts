import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { DumpEvent, ParentSection } from '../../../plugins/contract.ts'
import { dumpOf, openWritten, readPart, type WrittenArchive, writeArchive } from '../../support/archive.ts'
import { randomWords } from '../../support/random.ts'
import { BytesAccess, call } from './bytes-access.ts'
import { run, temporaryFolder } from './program.ts'
import { seeded } from './seeded.ts'

type Random = ReturnType<typeof seeded>

/** Rows of a made-up table: text that compresses like a dump's. */
function rows(random: Random, count: number): string[] {
  return Array.from(
    { length: count },
    (_, id) => `(${id},'${random.below(1e9)}','name ${random.below(5000)}','${'text '.repeat(random.below(12))}'),\n`,
  )
}

function table(name: string, lines: readonly string[]) {
  return { name, content: Buffer.from(lines.join('')) }
}

describe.each(['zstd', 'deflate', 'store'] as const)('a full archive with codec %s', (codec) => {
  test('gives back every part byte for byte', async () => {
    const random = seeded()
    const sections = [table('a', rows(random, 60_000)), table('empty', []), table('b', rows(random, 100))].filter(
      ({ content }) => content.length > 0,
    )
    const archive = await writeArchive(() => dumpOf('backup.sql', sections), { codec })
    expect(await readPart(archive, 'backup.sql')).toEqual(Buffer.concat(sections.map(({ content }) => content)))
  })

  test('unpacks with stock tools to the same bytes, an empty part too', async () => {
    const random = seeded()
    const content = Buffer.from(rows(random, 30_000).join(''))
    async function* events(): AsyncGenerator<DumpEvent> {
      yield* dumpOf('backup.sql', [{ name: 'a', content }])
      yield { type: 'part', name: 'empty.sql' }
      yield { type: 'trailer' }
    }
    const archive = await writeArchive(events, { codec })
    using folder = temporaryFolder()
    const path = join(folder.path, 'archive.zip')
    writeFileSync(path, archive.bytes)
    expect(run('bsdtar', ['-xOf', path, 'backup.sql']).output.equals(content)).toBe(true)
    expect(run('7z', ['t', path]).status).toBe(0)
    if (codec !== 'zstd') expect(run('unzip', ['-tq', path]).status).toBe(0)
    expect(run('bsdtar', ['-xOf', path, 'empty.sql']).output).toHaveLength(0)
  })
})

describe('an incremental archive', () => {
  const random = seeded()
  const before = rows(random, 120_000)

  test('of an unchanged source stores no chunk', async () => {
    const full = await writeArchive(() => dumpOf('backup.sql', [table('a', before)]))
    const second = await writeArchive(() => dumpOf('backup.sql', [table('a', before)]), { parent: full })
    expect(second.reader.manifest.totals).toMatchObject({ stored: 0 })
    expect(second.bytes.length).toBeLessThan(full.bytes.length / 20)
    expect((await readPart(second, 'backup.sql')).equals(Buffer.from(before.join('')))).toBe(true)
  })

  test('after scattered changes stores little more than the changes', async () => {
    const full = await writeArchive(() => dumpOf('backup.sql', [table('a', before)]))
    const changed = before.map((row, at) => (at % 100 === 7 ? row.replace("'name", "'changed") : row))
    const second = await writeArchive(() => dumpOf('backup.sql', [table('a', changed)]), { parent: full })
    expect(second.reader.manifest.totals.delta).toBeGreaterThan(0)
    // In so few chunks one whose boundary moved weighs much: it resembles two.
    expect(second.bytes.length, `seed ${random.seed}`).toBeLessThan(full.bytes.length / 3)
    expect((await readPart(second, 'backup.sql')).equals(Buffer.from(changed.join('')))).toBe(true)
  })

  test('stores little also where a change took away the cuts that the parent had', async () => {
    // A fixed seed, because it depends on the content how many cuts are lost for good.
    const next = randomWords(2)
    const content = Buffer.from(rows({ ...random, below: (limit) => Math.floor((next() / 2 ** 32) * limit) }, 120_000).join(''))
    const full = await writeArchive(() => dumpOf('backup.sql', [{ name: 'a', content }]))
    const { recipe } = full.reader.part('backup.sql')
    const changed = Buffer.from(content)
    for (let at = 1; at < recipe.count; at += 2) changed[recipe.startOf(at) - 1]! ^= 1
    const second = await writeArchive(() => dumpOf('backup.sql', [{ name: 'a', content: changed }]), { parent: full })
    expect(second.bytes.length).toBeLessThan(full.bytes.length / 6)
    expect((await readPart(second, 'backup.sql')).equals(changed)).toBe(true)
  })

  test('needs only the archives whose chunks it names, and never a delta of a delta', async () => {
    const chain: WrittenArchive[] = [await writeArchive(() => dumpOf('backup.sql', [table('a', before)]))]
    let lines = before
    for (let generation = 1; generation <= 4; generation++) {
      lines = lines.map((row, at) => (at % 97 === generation ? row.replace('text', `v${generation}`) : row))
      chain.push(await writeArchive(() => dumpOf('backup.sql', [table('a', lines)]), { parent: chain.at(-1)!, others: chain }))
    }
    const last = chain.at(-1)!
    expect((await readPart(last, 'backup.sql')).equals(Buffer.from(lines.join('')))).toBe(true)
    const { recipe } = last.reader.part('backup.sql')
    for (let at = 0; at < recipe.dictionaryCount; at++) expect(recipe.dictionaryAt(at).coding).not.toBe(3)
  })
})

describe('unchanged sections', () => {
  /** A dump that says `unchanged` for what the parent has, as a dialect of files does. */
  async function* thrifty(
    parent: ((part: string) => Iterable<ParentSection>) | null,
    sections: readonly { readonly name: string; readonly content: Buffer }[],
  ): AsyncGenerator<DumpEvent> {
    const known = new Map([...(parent?.('files.tar') ?? [])].map((section) => [section.name, section]))
    for await (const event of dumpOf('files.tar', sections)) {
      const start = event.type === 'bytes' ? event.starts?.[0] : undefined
      const old = start === undefined ? undefined : known.get(start.name)
      if (start === undefined) {
        if (event.type !== 'bytes' || !skipping) yield event
      } else {
        skipping = old?.fingerprint !== null && old !== undefined && Buffer.compare(old.fingerprint, start.fingerprint!) === 0
        yield skipping ? { type: 'unchanged', name: start.name, fingerprint: start.fingerprint! } : event
      }
      if (event.type === 'trailer') skipping = false
    }
  }
  let skipping = false

  test('are taken from the parent unread, and the part is what a full dump would be', async () => {
    const random = seeded()
    for (let round = 0; round < 4; round++) {
      const tree = Array.from({ length: 200 }, (_, at) => ({
        name: `f${String(at).padStart(4, '0')}`,
        content: Buffer.from(random.bytes(random.below(at % 50 === 0 ? 3_000_000 : 20_000) + 1)),
      }))
      const full = await writeArchive((parent) => thrifty(parent, tree))
      const changed = tree
        .filter(() => random.below(40) > 0)
        .map((file) =>
          random.below(30) === 0 ? { ...file, content: Buffer.concat([file.content, random.bytes(random.below(5000))]) } : file,
        )
      const second = await writeArchive((parent) => thrifty(parent, changed), { parent: full })
      expect(
        (await readPart(second, 'files.tar')).equals(Buffer.concat(changed.map(({ content }) => content))),
        `seed ${random.seed}, round ${round}`,
      ).toBe(true)
      expect(second.reader.manifest.totals.reused, `seed ${random.seed}`).toBeGreaterThan(0)
      const again = [...second.reader.part('files.tar').sections].map(({ name, lengthBytes }) => [name, lengthBytes])
      expect(again).toEqual(changed.map(({ name, content }) => [name, content.length]))
    }
  })
})

describe('reading', () => {
  test('a range in the middle reads nothing of what is before it', async () => {
    const random = seeded()
    const content = Buffer.from(rows(random, 150_000).join(''))
    const written = await writeArchive(() => dumpOf('backup.sql', [{ name: 'a', content }]))
    const access = new BytesAccess(written.bytes)
    const { reader } = await openWritten({ name: written.name, id: written.reader.manifest.id, bytes: written.bytes, access }, [])
    access.ranges.length = 0
    const range = { fromByte: Math.floor(content.length / 2), toByte: Math.floor(content.length / 2) + 1000 }
    const pieces = await Array.fromAsync(reader.read('backup.sql', range, call))
    expect(Buffer.concat(pieces).equals(content.subarray(range.fromByte, range.toByte))).toBe(true)
    const { recipe } = reader.part('backup.sql')
    expect(Math.min(...access.ranges.map(([from]) => from))).toBe(recipe.at(recipe.indexAt(range.fromByte)).offset)
    const needed = [...new Set([recipe.indexAt(range.fromByte), recipe.indexAt(range.toByte - 1)])]
    const neededBytes = needed.reduce((sum, index) => sum + recipe.at(index).storedBytes, 0)
    expect(access.ranges.reduce((sum, [from, to]) => sum + to - from, 0)).toBe(neededBytes)
  })

  test('a damaged chunk is named and none of its bytes is handed out', async () => {
    const random = seeded()
    const written = await writeArchive(() => dumpOf('backup.sql', [{ name: 'a', content: Buffer.from(random.bytes(3_000_000)) }]))
    const { recipe } = written.reader.part('backup.sql')
    const place = recipe.at(1)
    written.bytes[place.offset + 5]! ^= 4
    const got: number[] = []
    const reading = (async () => {
      for await (const piece of written.reader.read('backup.sql', { fromByte: 0, toByte: recipe.plainBytes }, call)) got.push(piece.length)
    })()
    await expect(reading).rejects.toMatchObject({ code: 'corrupt', message: expect.stringContaining('backup.sql, chunk 1') })
    expect(got).toEqual([recipe.plainBytesAt(0)])
  })

  test('a ZIP file of somebody else is refused by name', async () => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'a.txt'), 'hello')
    run('python3', ['-m', 'zipfile', '-c', 'a.zip', 'a.txt'], { folder: folder.path })
    const { readFileSync } = await import('node:fs')
    const opening = openWritten({ name: 'a.zip', id: '', bytes: readFileSync(join(folder.path, 'a.zip')) }, [])
    await expect(opening).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('not an archive of Holdfast') })
  })
})

describe('a dump that goes wrong', () => {
  test('without its trailer is no archive', async () => {
    async function* events(): AsyncGenerator<DumpEvent> {
      yield { type: 'part', name: 'backup.sql' }
      yield { type: 'bytes', bytes: Buffer.from('CREATE'), starts: [{ name: 'a', at: 0 }] }
    }
    await expect(writeArchive(events)).rejects.toMatchObject({ code: 'corrupt', message: expect.stringContaining('trailer') })
  })

  test('without a part is no archive', async () => {
    async function* events(): AsyncGenerator<DumpEvent> {}
    await expect(writeArchive(events)).rejects.toMatchObject({ code: 'corrupt' })
  })
})

describe('the restorer that needs no Holdfast', () => {
  test.each(['zstd', 'deflate', 'store'] as const)(
    'joins a full archive of codec %s and its incrementals to the same bytes',
    async (codec) => {
      const random = seeded()
      using folder = temporaryFolder()
      let lines = rows(random, 40_000)
      const chain: WrittenArchive[] = []
      for (let generation = 0; generation < 3; generation++) {
        lines = lines.map((row, at) => (generation > 0 && at % 90 === generation ? row.replace('text', `v${generation}`) : row))
        const sections = [table('a', lines), table('b', rows(random, 500))]
        const parent = chain.at(-1)
        const archive = await writeArchive(() => dumpOf('backup.sql', sections), {
          codec,
          others: chain,
          ...(parent === undefined ? {} : { parent }),
        })
        chain.push(archive)
        const path = join(folder.path, archive.name)
        writeFileSync(path, archive.bytes)
        const restored = run('python3', ['server/archive/recovery/restore.py', path])
        expect(restored.status, restored.errors).toBe(0)
        expect(restored.output.equals(Buffer.concat(sections.map(({ content }) => content)))).toBe(true)
      }
      expect(chain.at(-1)!.reader.manifest.totals.delta).toBeGreaterThan(0)
    },
  )
})
