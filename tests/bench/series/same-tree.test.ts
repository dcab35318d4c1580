import { chmod, cp, lutimes, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { expectSameTree } from './same-tree.ts'

let folder: string
let original: string
let restored: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-same-tree-'))
  original = join(folder, 'original')
  restored = join(folder, 'restored')
  await mkdir(join(original, 'sub'), { recursive: true })
  await writeFile(join(original, 'sub/text'), 'one two three')
  await writeFile(join(original, 'long'), Buffer.alloc(3 << 20, 7))
  await symlink('text', join(original, 'sub/link'))
  await cp(original, restored, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
  // Copying keeps the times of files, and not those of links and folders: these would be equal only within one second.
  for (const name of ['sub/link', 'sub', '']) await withTimes(name)
})

afterEach(() => rm(folder, { recursive: true, force: true }))

const at = (name: string) => join(restored, name)
/** The same time on both sides, so that only one thing differs. */
const withTimes = async (name: string) => {
  for (const root of [original, restored]) await lutimes(join(root, name), 1_600_000_000, 1_600_000_000)
}

test('a faithful copy passes', async () => {
  await expect(expectSameTree(original, restored)).resolves.toBeUndefined()
})

test('a missing path and one too many are found', async () => {
  await rm(at('long'))
  await expect(expectSameTree(original, restored)).rejects.toThrow(/long is in one tree only/)
  await expect(expectSameTree(restored, original)).rejects.toThrow(/long is in one tree only/)
})

test('one changed byte at the end of a long file is found', async () => {
  const bytes = Buffer.alloc(3 << 20, 7)
  bytes[bytes.length - 1] = 8
  await writeFile(at('long'), bytes)
  await withTimes('long')
  await expect(expectSameTree(original, restored)).rejects.toThrow(/long has another content/)
})

test('other permissions and another time are found', async () => {
  await chmod(at('sub/text'), 0o600)
  await expect(expectSameTree(original, restored)).rejects.toThrow(/sub\/text has mode/)
  await chmod(at('sub/text'), 0o644)
  await utimes(at('sub/text'), 1, 1)
  await expect(expectSameTree(original, restored)).rejects.toThrow(/sub\/text has another time/)
})

test('a link that points elsewhere is found', async () => {
  await rm(at('sub/link'))
  await symlink('test', at('sub/link'))
  await withTimes('sub')
  await withTimes('sub/link')
  await expect(expectSameTree(original, restored)).rejects.toThrow(/sub\/link points elsewhere/)
})
