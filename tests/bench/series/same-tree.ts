import { lstat, open, readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'

/** Throws at the first path whose kind, content, permissions, owner or time (to the second: some formats keep no more) is not the original's. */
export async function expectSameTree(original: string, restored: string): Promise<void> {
  const paths = await pathsOf(original)
  const [odd] = new Set(paths).symmetricDifference(new Set(await pathsOf(restored)))
  if (odd !== undefined) throw new Error(`${odd} is in one tree only.`)
  for (const path of paths) await expectSame(path, [join(original, path), join(restored, path)])
}

async function pathsOf(root: string): Promise<string[]> {
  return (await readdir(root, { recursive: true })).sort()
}

async function expectSame(path: string, [original, restored]: readonly [string, string]): Promise<void> {
  const [expected, actual] = [await lstat(original), await lstat(restored)]
  for (const field of ['mode', 'uid', 'gid'] as const) {
    if (expected[field] !== actual[field]) throw new Error(`${path} has ${field} ${actual[field]} instead of ${expected[field]}.`)
  }
  if (Math.floor(expected.mtimeMs / 1000) !== Math.floor(actual.mtimeMs / 1000)) throw new Error(`${path} has another time.`)
  if (expected.isSymbolicLink() && (await readlink(original)) !== (await readlink(restored))) throw new Error(`${path} points elsewhere.`)
  if (!expected.isFile()) return
  if (expected.size !== actual.size || !(await isSameContent(original, restored))) throw new Error(`${path} has another content.`)
}

async function isSameContent(original: string, restored: string): Promise<boolean> {
  await using one = await open(original)
  await using other = await open(restored)
  const [left, right] = [Buffer.allocUnsafe(1 << 20), Buffer.allocUnsafe(1 << 20)]
  for (;;) {
    const { bytesRead } = await one.read(left, 0, left.length, null)
    if (bytesRead === 0) return true
    await fill(other, right.subarray(0, bytesRead))
    if (!left.subarray(0, bytesRead).equals(right.subarray(0, bytesRead))) return false
  }
}

async function fill(file: { read: Awaited<ReturnType<typeof open>>['read'] }, into: Buffer): Promise<void> {
  for (let at = 0; at < into.length; ) {
    const { bytesRead } = await file.read(into, at, into.length - at, null)
    if (bytesRead === 0) return
    at += bytesRead
  }
}
