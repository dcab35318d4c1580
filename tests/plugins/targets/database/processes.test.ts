import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import * as disk from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { call, content, keysOf, mebibyte, openPlace, put, read } from './place.ts'
import type { WriterOrder } from './writer-process.ts'

const program = fileURLToPath(new URL('./writer-process.ts', import.meta.url))

interface Outcome {
  readonly won: readonly string[]
  readonly readBytes: number
  readonly grownBytes: number
}

function start(order: Pick<WriterOrder, 'path' | 'keys'> & Partial<WriterOrder>): ChildProcessByStdio<null, Readable, null> {
  const whole: WriterOrder = { piecesEach: 1, exclusive: true, stopAfterPieces: null, reads: false, ...order }
  return spawn(process.execPath, [program, JSON.stringify(whole)], { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function finish(child: ChildProcessByStdio<null, Readable, null>): Promise<Outcome> {
  return JSON.parse(await text(child.stdout)) as Outcome
}

test('a writer that is killed in the middle leaves nothing to see, and a sweep gives its space back', async () => {
  await using place = await openPlace()
  await using target = await place.open()
  await put(target, 'old', content(mebibyte))
  const orders = ['new', 'old'].map((key) => ({ path: place.path, keys: [key], piecesEach: 40, exclusive: false, stopAfterPieces: 30 }))
  const children = orders.map(start)
  try {
    await Promise.all(children.map((child) => once(child.stdout, 'data')))
    expect(await target.sweep!(new Date(0), call), 'while they live').toBe(0)
  } finally {
    for (const child of children) child.kill('SIGKILL')
    await Promise.all(children.map((child) => once(child, 'close')))
  }
  expect(await keysOf(target)).toEqual(['old'])
  expect((await read(target, 'old')).equals(content(mebibyte))).toBe(true)
  expect(await target.sweep!(new Date(0), call)).toBe(2)
  await target[Symbol.asyncDispose]()
  expect(place.look((file) => file.pragma('integrity_check', { simple: true }))).toBe('ok')
  expect((await disk.stat(place.path)).size).toBeLessThan(2 * mebibyte)
})

test('several processes write, remove and contend for names at once', async () => {
  await using place = await openPlace()
  const contested = Array.from({ length: 8 }, (_, index) => `contested/${index}`)
  const own = (writer: number) => Array.from({ length: 4 }, (_, index) => `own-${writer}/${index}`)
  const children = [1, 2, 3].map((writer) => start({ path: place.path, keys: [...contested, ...own(writer)], piecesEach: 3 }))
  const outcomes = await Promise.all(children.map(finish))
  const won = outcomes.flatMap((outcome) => outcome.won)
  expect(won.filter((key) => key.startsWith('contested')).sort()).toEqual(contested)
  expect(won.sort()).toEqual([...contested, ...own(1), ...own(2), ...own(3)].sort())
  await using target = await place.open()
  const expected = Buffer.concat([1, 2, 3].map((piece) => content(mebibyte, piece)))
  for (const key of won) expect((await read(target, key)).equals(expected), key).toBe(true)
  expect(place.look((file) => file.prepare("select count(*) from object where state <> 'kept'").pluck().get())).toBe(0)
})

test('an object of 300 MB is written and read in little memory', async () => {
  await using place = await openPlace()
  const outcome = await finish(start({ path: place.path, keys: ['large'], piecesEach: 300, reads: true }))
  expect(outcome.readBytes).toBe(300 * mebibyte)
  expect(outcome.grownBytes).toBeLessThan(120 * mebibyte)
})
