import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { archiveLimits } from '../../server/archive/zip-limits.ts'
import { openEntry, readDirectory } from '../../server/archive/zip-reader.ts'
import { call } from '../server/archive/bytes-access.ts'
import { run, temporaryFolder } from '../server/archive/program.ts'
import { text } from '../server/archive/zip-files.ts'
import { type LargeEntry, openFile, type Sum, sumOf, sumOfOutput, sumOfStream, writeLarge } from './large-archive.ts'

const wanted = process.env['HOLDFAST_PROOFS'] === '1'
const suite = describe.skipIf(!wanted)
const reason = wanted ? '' : ' (skipped: reads gigabytes; HOLDFAST_PROOFS=1 runs it)'

const mebibytes = 4200
const rows = text("INSERT INTO orders VALUES (1, 'the same again');\n".repeat(22_000)).subarray(0, 1 << 20)
const zeros = new Uint8Array(1 << 20)
const manifest: LargeEntry = { name: 'manifest.json', method: 8, chunk: text('{}\n'), repeats: 1 }

const archives: Record<string, LargeEntry[]> = {
  'deflate.zip': [{ name: 'backup.sql', method: 8, chunk: rows, repeats: mebibytes }, manifest],
  'zstd.zip': [{ name: 'backup.sql', method: 93, chunk: rows, repeats: mebibytes }, manifest],
  // Content, archive and the offset of its last entry are all beyond 4 GiB.
  'stored.zip': [{ name: 'backup.sql.delta', method: 0, chunk: zeros, repeats: mebibytes }, manifest],
  'many.zip': Array.from({ length: 70_000 }, (_, index) => ({ name: `files/${index}`, method: 8, chunk: text(`${index}\n`), repeats: 1 })),
}
const names = Object.keys(archives)
const withoutZstd = names.filter((name) => name !== 'zstd.zip')

/** Summed once: gigabytes of the same rows take seconds. */
const sums = new Map<string, Sum>()
function sumOfContent(name: string): Sum {
  const known = sums.get(name) ?? sumOf(archives[name]!)
  sums.set(name, known)
  return known
}

const python =
  'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(len(z.namelist()), sum(i.file_size for i in z.infolist()))'

suite(`an archive beyond 4 GiB or 65,535 entries${reason}`, { timeout: 240_000 }, () => {
  let folder: ReturnType<typeof temporaryFolder>
  const at = (name: string) => join(folder.path, name)

  beforeAll(async () => {
    folder = temporaryFolder()
    for (const name of names) await writeLarge(at(name), archives[name]!)
  }, 240_000)
  afterAll(() => folder[Symbol.dispose]())

  test.each(withoutZstd)('%s passes unzip -t', (name) => {
    expect(run('unzip', ['-tqq', at(name)])).toMatchObject({ status: 0, errors: '' })
  })

  test.each(withoutZstd)("%s passes Python's testzip", (name) => {
    const { sizeBytes } = sumOfContent(name)
    expect(run('python3', ['-c', python, at(name)])).toMatchObject({
      status: 0,
      errors: '',
      output: Buffer.from(`${archives[name]!.length} ${sizeBytes}\n`),
    })
  })

  test.each(names)('%s passes 7z t', (name) => {
    const done = run('7z', ['t', at(name)])
    expect(done.output.toString()).toMatch(new RegExp(`Everything is Ok\\s+Files: ${archives[name]!.length}`))
    expect(done.output.toString()).not.toMatch(/warning/i)
  })

  test.each(names)('%s is listed and unpacked by bsdtar', async (name) => {
    expect(
      run('bsdtar', ['-tf', at(name)])
        .output.toString()
        .trim()
        .split('\n'),
    ).toHaveLength(archives[name]!.length)
    expect(await sumOfOutput('bsdtar', ['-xOf', at(name)])).toEqual({ ...sumOfContent(name), status: 0 })
  })

  test.each(withoutZstd)('%s is unpacked by bsdtar from a pipe, without the directory', async (name) => {
    expect(await sumOfOutput('bsdtar', ['-xOf', '-'], at(name))).toEqual({ ...sumOfContent(name), status: 0 })
  })

  test.each(names)('%s is read by the reader, its last entry too', async (name) => {
    await using access = await openFile(at(name))
    const entries = await readDirectory(access, archiveLimits, call)
    expect(entries.map((entry) => entry.name)).toEqual(archives[name]!.map((entry) => entry.name))
    for (const index of [0, entries.length - 1]) {
      expect(await sumOfStream(openEntry(access, entries[index]!, call))).toEqual(sumOf([archives[name]![index]!]))
    }
  })
})
