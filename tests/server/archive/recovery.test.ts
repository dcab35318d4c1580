import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { describe, expect, test } from 'vitest'
import { seal } from '../../../server/archive/seal.ts'
import { archiveByHand, type HandPart } from './archive-by-hand.ts'
import { collect } from './bytes-access.ts'
import { run, temporaryFolder } from './program.ts'
import { seeded } from './seeded.ts'
import { packZip, text } from './zip-files.ts'

const script = fileURLToPath(new URL('../../../server/archive/recovery/restore.py', import.meta.url))
const restore = (folder: string, ...args: string[]) => run('python3', [script, ...args], { folder })

const rows = (table: string, count: number, changed = -1) =>
  text(
    Array.from(
      { length: count },
      (_, id) => `INSERT INTO ${table} VALUES (${id}, '${id === changed ? 'changed' : `value ${id * 7919}`}');\n`,
    ).join(''),
  )

const chunks = [text('BEGIN;\n'), rows('orders', 900), rows('users', 700), seeded().bytes(3000), text('COMMIT;\n')]
const sections = [
  { name: 'head', lengthBytes: 7, always: true },
  { name: 'orders', lengthBytes: chunks[1]!.length, rows: 900 },
  { name: '用户', lengthBytes: chunks[2]!.length + 3000, rows: 700 },
  { name: 'end', lengthBytes: 8, always: true },
]

function part(method: 0 | 8 | 93): HandPart {
  return { name: 'backup.sql', method, chunks: chunks.map((plain) => ({ plain })), sections }
}

/** A full archive, and an incremental one that takes chunks from it, with one that is coded with a dictionary. */
function chain() {
  const full = archiveByHand([part(93)])
  const [head, orders, users, , end] = full.places[0]!.map((place) => ({ ...place, archive: 1 }))
  const changed = rows('orders', 900, 450)
  const added = text('INSERT INTO users VALUES (700);\n')
  const next: HandPart = {
    name: 'backup.sql',
    method: 93,
    delta: true,
    chunks: [head!, { plain: changed, dictionary: orders! }, users!, { plain: added }, end!],
    sections: [
      sections[0]!,
      { name: 'orders', lengthBytes: changed.length, rows: 900 },
      { name: '用户', lengthBytes: users!.plain.length + added.length },
      sections[3]!,
    ],
  }
  const incremental = archiveByHand([next], [{ name: 'full.sql.zip', bytes: full.bytes }])
  return { full, incremental, changed, plain: Buffer.concat([head!.plain, changed, users!.plain, added, end!.plain]) }
}

describe('the recovery script', () => {
  test.each([0, 8, 93] as const)('restores a full archive packed with method %i', (method) => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'a.sql.zip'), archiveByHand([part(method)]).bytes)
    const done = restore(folder.path, 'a.sql.zip')
    expect(done).toMatchObject({ status: 0, errors: expect.stringContaining('5 chunks, every checksum fits') })
    expect(done.output).toEqual(Buffer.concat(chunks))
  })

  test('lists parts and sections', () => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'a.sql.zip'), archiveByHand([part(8)]).bytes)
    const listing = restore(folder.path, 'a.sql.zip', '--list').output.toString()
    expect(listing).toContain('part backup.sql:')
    expect(listing).toMatch(/section orders: \d+ bytes, 900 rows\n {2}section 用户/)
  })

  test('restores chosen sections with what belongs to every selection', () => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'a.sql.zip'), archiveByHand([part(93)]).bytes)
    expect(restore(folder.path, 'a.sql.zip', '--section', '用户').output).toEqual(Buffer.concat([chunks[0]!, ...chunks.slice(2)]))
    expect(restore(folder.path, 'a.sql.zip', '--section', 'orders', '--section', '用户').output).toEqual(Buffer.concat(chunks))
  })

  test('cuts sections out of the middle of chunks', () => {
    using folder = temporaryFolder()
    const letters = text('abcdefghijklmnopqrstuvwxyz')
    const inner: HandPart = {
      name: 'x',
      method: 0,
      chunks: [{ plain: letters }, { plain: letters }],
      sections: [3, 20, 8, 21].map((lengthBytes, at) => ({ name: `s${at}`, lengthBytes })),
    }
    writeFileSync(join(folder.path, 'a.zip'), archiveByHand([inner]).bytes)
    expect(restore(folder.path, 'a.zip', '--section', 's0', '--section', 's2').output.toString()).toBe('abcxyzabcde')
  })

  test('chooses among several parts', () => {
    using folder = temporaryFolder()
    const other: HandPart = { name: 'files.tar', method: 0, chunks: [{ plain: text('tar') }], sections: [] }
    writeFileSync(join(folder.path, 'a.zip'), archiveByHand([part(8), other]).bytes)
    expect(restore(folder.path, 'a.zip', '--part', 'files.tar').output.toString()).toBe('tar')
    expect(restore(folder.path, 'a.zip')).toMatchObject({ status: 1, errors: expect.stringContaining('backup.sql, files.tar') })
    expect(restore(folder.path, 'a.zip', '--part', 'z')).toMatchObject({
      status: 1,
      errors: expect.stringContaining('backup.sql, files.tar'),
    })
    expect(restore(folder.path, 'a.zip', '--part', 'files.tar', '--section', 'q').errors).toContain('no section q')
  })

  test('joins an incremental archive with the one it refers to', () => {
    using folder = temporaryFolder()
    const { full, incremental, plain, changed } = chain()
    writeFileSync(join(folder.path, 'next.sql.zip'), incremental.bytes)
    expect(restore(folder.path, 'next.sql.zip')).toMatchObject({ status: 1, errors: expect.stringContaining('full.sql.zip is missing') })
    writeFileSync(join(folder.path, 'full.sql.zip'), full.bytes)
    expect(restore(folder.path, 'next.sql.zip')).toMatchObject({ status: 0, output: plain })
    expect(restore('/', join(folder.path, 'next.sql.zip'), '--section', 'orders').output).toEqual(
      Buffer.concat([chunks[0]!, changed, chunks[4]!]),
    )
  })
})

describe('the recovery script says', () => {
  test('which chunk of which file is damaged', () => {
    using folder = temporaryFolder()
    const { full, incremental } = chain()
    const [, orders] = full.places[0]!
    const damaged = Buffer.from(full.bytes)
    damaged[orders!.offset + 40]! ^= 1
    writeFileSync(join(folder.path, 'full.sql.zip'), damaged)
    writeFileSync(join(folder.path, 'next.sql.zip'), incremental.bytes)
    for (const archive of ['full.sql.zip', 'next.sql.zip']) {
      const done = restore(folder.path, archive)
      expect(done.status).toBe(1)
      expect(done.errors).toContain(`full.sql.zip is damaged: the chunk at byte ${orders!.offset}`)
      expect(done.errors).not.toContain('Traceback')
    }
  })

  test('that a stored chunk is damaged, which only its SHA-256 shows', () => {
    using folder = temporaryFolder()
    const { bytes, places } = archiveByHand([part(0)])
    bytes[places[0]![3]!.offset]! ^= 1
    writeFileSync(join(folder.path, 'a.sql.zip'), bytes)
    const done = restore(folder.path, 'a.sql.zip')
    expect(done).toMatchObject({ status: 1, errors: expect.stringContaining('its SHA-256 is another') })
  })

  test('how to open a sealed archive, and goes on once it is open', async () => {
    using folder = temporaryFolder()
    const identity = await generateIdentity()
    writeFileSync(join(folder.path, 'key.txt'), `${identity}\n`)
    const { full, incremental, plain } = chain()
    const to = { recipients: [await identityToRecipient(identity)] }
    const source = (async function* () {
      yield full.bytes
    })()
    const renamed = archiveByHand([part(8)], []).bytes
    writeFileSync(join(folder.path, 'full.sql.zip.age'), await collect(seal(source, to)))
    writeFileSync(join(folder.path, 'next.sql.zip'), incremental.bytes)
    writeFileSync(join(folder.path, 'other.zip'), renamed)
    expect(restore(folder.path, 'full.sql.zip.age').errors).toContain('age -d -i KEYFILE -o full.sql.zip full.sql.zip.age')
    expect(run('age', ['-d', '-i', 'key.txt', '-o', 'full.sql.zip', 'full.sql.zip.age'], { folder: folder.path }).status).toBe(0)
    expect(restore(folder.path, 'next.sql.zip')).toMatchObject({ status: 0, output: plain })
  })

  test('what is wrong with a file that is no archive, without a traceback', () => {
    using folder = temporaryFolder()
    const good = archiveByHand([part(8)]).bytes
    const files: Record<string, [Uint8Array | null, RegExp]> = {
      'absent.zip': [null, /absent.zip: No such file/],
      'text.zip': [text('hello'), /text.zip is damaged or not transferred whole/],
      'cut.zip': [good.subarray(0, -100), /cut.zip is damaged or not transferred whole/],
      'foreign.zip': [packZip([{ name: 'a', method: 0, chunks: [] }]), /no archive of Holdfast/],
      'newer.zip': [packZip([{ name: 'manifest.json', method: 0, chunks: [text('{"format": 2}')] }]), /format 2/],
      'strange.zip': [packZip([{ name: 'manifest.json', method: 0, chunks: [text('{"format": 1')] }]), /holds what cannot be there/],
    }
    for (const [name, [bytes, message]] of Object.entries(files)) {
      if (bytes) writeFileSync(join(folder.path, name), bytes)
      const done = restore(folder.path, name)
      expect(done).toMatchObject({ status: 1, errors: expect.stringMatching(message) })
      expect(done.errors).not.toContain('Traceback')
    }
  })

  test('when a bit of an archive was flipped, or restores it as it was', () => {
    using folder = temporaryFolder()
    const random = seeded()
    const good = archiveByHand([{ ...part(93), chunks: [{ plain: chunks[0]! }, { plain: chunks[4]! }], sections: [] }]).bytes
    const expected = Buffer.concat([chunks[0]!, chunks[4]!])
    for (let round = 0; round < 6; round++) {
      const bit = random.below(good.length * 8)
      const damaged = Buffer.from(good)
      damaged[bit >> 3]! ^= 1 << (bit & 7)
      writeFileSync(join(folder.path, 'a.zip'), damaged)
      const done = restore(folder.path, 'a.zip')
      expect(done.errors, `seed ${random.seed}, bit ${bit}`).not.toContain('Traceback')
      if (done.status === 0) expect(done.output, `seed ${random.seed}, bit ${bit}`).toEqual(expected)
    }
  })
})

test('the recovery script is short enough to be read when it is needed', () => {
  const lines = readFileSync(script, 'utf8').split('\n')
  expect(lines.length).toBeLessThanOrEqual(301)
})
