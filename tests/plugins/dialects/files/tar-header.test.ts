import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { expect, test } from 'vitest'
import { Owners } from '../../../../plugins/dialects/files/owners.ts'
import { encodeHeader } from '../../../../plugins/dialects/files/tar-header.ts'
import { dump, makeFolder, run } from './tree.ts'

const owners = new Owners(new Map([[7, 'seven']]), new Map([[8, 'eight']]))
const entry = {
  path: 'file',
  kind: 'file',
  mode: 0o640,
  uid: 7,
  gid: 8,
  mtimeNs: 1_000_000_000_000_000_000n,
  target: '',
  device: 0n,
} as const

/** What GNU tar says of a header before it finds that the content is missing. */
const listed = (header: Uint8Array) =>
  spawnSync('tar', ['-tvf', '-', '--utc', '--full-time'], {
    input: header,
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  }).stdout.toString()

test('a file past 8 GiB keeps its size', () => {
  const sizeBytes = 9 * 1024 ** 3
  const header = encodeHeader({ ...entry, sizeBytes }, { storedBytes: sizeBytes, isSparse: false }, owners)
  expect(listed(header)).toBe('-rw-r----- seven/eight 9663676416 2001-09-09 01:46:40 file\n')
})

test('a header without anything special is a single block', () => {
  expect(encodeHeader({ ...entry, sizeBytes: 5 }, { storedBytes: 5, isSparse: false }, owners)).toHaveLength(512)
})

test('devices keep their numbers', () => {
  const device = { ...entry, kind: 'block', sizeBytes: 0, device: BigInt((259 << 8) | 3) } as const
  expect(listed(encodeHeader(device, { storedBytes: 0, isSparse: false }, owners))).toMatch(/^brw-r----- seven\/eight\s+259,3 /)
})

test('a pax record whose length grows by a digit through its own digits is right', () => {
  for (const length of [99, 100, 101, 102, 989, 990, 991, 992, 993, 994, 995]) {
    const path = 'p'.repeat(length)
    const header = encodeHeader({ ...entry, path, sizeBytes: 0 }, { storedBytes: 0, isSparse: false }, owners)
    expect(listed(header).trim().split(' ').at(-1)).toBe(path)
  }
})

test.runIf(process.env['HOLDFAST_PROOFS'] === '1')('a sparse file of 6 GiB goes through GNU tar (only with HOLDFAST_PROOFS=1)', () => {
  using folder = makeFolder()
  fs.mkdirSync(folder.at('in'))
  const descriptor = fs.openSync(folder.at('in/huge'), 'w')
  fs.ftruncateSync(descriptor, 6 * 1024 ** 3)
  fs.writeSync(descriptor, 'far out', 5 * 1024 ** 3)
  fs.closeSync(descriptor)
  fs.mkdirSync(folder.at('out'))
  run('tar', ['-xpSf', '-', '-C', folder.at('out')], dump(folder.at('in')).tar)
  const { size, blocks } = fs.statSync(folder.at('out/huge'))
  expect([size, blocks < 1_000]).toEqual([6 * 1024 ** 3, true])
  const restored = fs.openSync(folder.at('out/huge'), 'r')
  const found = Buffer.alloc(7)
  fs.readSync(restored, found, 0, 7, 5 * 1024 ** 3)
  fs.closeSync(restored)
  expect(found.toString()).toBe('far out')
})
