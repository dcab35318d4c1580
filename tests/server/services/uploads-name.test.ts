import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { safeFileName } from '../../../server/services/uploads-name.ts'

test('an ordinary name stays as it is', () => {
  for (const name of ['dump.sql', 'backup_manual_20260102_030405.sql.zip', '备份 2026.sql.gz', 'a-b_c (1).zip', 'Ünïcode.sql']) {
    expect(safeFileName(name)).toBe(name.normalize('NFC'))
  }
})

test('a name leads nowhere, hides nothing and is no device', () => {
  const made: [string, string][] = [
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\dump.sql', 'dump.sql'],
    ['..', 'upload'],
    ['/', 'upload'],
    ['', 'upload'],
    ['...', 'upload'],
    ['.ssh', 'ssh'],
    ['.upload.json', 'upload.json'],
    ['dump.sql\0.png', 'dump.sql_.png'],
    ['line\nbreak.sql', 'line_break.sql'],
    ['con', '_con'],
    ['NUL.sql', '_NUL.sql'],
    ['Com1.sql.gz', '_Com1.sql.gz'],
    ['console.sql', 'console.sql'],
    ['trailing. . ', 'trailing'],
    ['a<b>:"|?*.sql', 'a_b______.sql'],
    ['evil\u202egnp.sql', 'evil_gnp.sql'],
  ]
  for (const [given, name] of made) expect(safeFileName(given)).toBe(name)
})

test('a long name is cut between characters, before the suffixes that say what it is', () => {
  const name = safeFileName(`${'備'.repeat(300)}.sql.gz`)
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
  expect(name).toMatch(/^備+\.sql\.gz$/)
  expect(safeFileName('x'.repeat(300))).toBe('x'.repeat(200))
  expect(safeFileName(`a.${'b'.repeat(300)}`)).toHaveLength(200)
})

test('whatever is made of random text can be written as one file in one folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-names-'))
  try {
    const names = new Set<string>()
    for (let at = 0; at < 300; at += 1) names.add(safeFileName(randomBytes(at).toString(at % 2 === 0 ? 'utf8' : 'utf16le')))
    for (const name of names) await writeFile(join(folder, name), '')
    expect(new Set(await readdir(folder))).toEqual(names)
  } finally {
    await rm(folder, { recursive: true })
  }
})
