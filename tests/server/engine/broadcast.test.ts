import { expect, test } from 'vitest'
import type { Bytes } from '../../../plugins/contract.ts'
import { Broadcast } from '../../../server/engine/broadcast.ts'

async function* pieces(count: number, ended?: () => void): Bytes {
  try {
    for (let n = 0; n < count; n++) yield Uint8Array.of(n)
  } finally {
    ended?.()
  }
}

async function readAll(bytes: Bytes): Promise<number[]> {
  const read: number[] = []
  for await (const piece of bytes) read.push(...piece)
  return read
}

test('every reader gets every piece in order', async () => {
  const { readers } = new Broadcast(pieces(50), 3)
  const read = await Promise.all(readers.map(({ bytes }) => readAll(bytes)))
  const expected = Array.from({ length: 50 }, (_, n) => n)
  expect(read).toEqual([expected, expected, expected])
})

test('no piece is taken before every reader asks for it', async () => {
  let taken = 0
  async function* counted(): Bytes {
    for (;;) yield Uint8Array.of(taken++)
  }
  const { readers } = new Broadcast(counted(), 2)
  const [fast, slow] = readers.map(({ bytes }) => bytes[Symbol.asyncIterator]())
  const first = fast!.next()
  await Promise.resolve()
  expect(taken).toBe(0)
  await Promise.all([first, slow!.next()])
  expect(taken).toBe(1)
})

test('a reader that leaves before it began does not hold up the others', async () => {
  const { readers } = new Broadcast(pieces(3), 2)
  const reading = readAll(readers[0]!.bytes)
  await readers[1]!.leave()
  expect(await reading).toEqual([0, 1, 2])
})

test('an error of the source reaches every reader', async () => {
  async function* failing(): Bytes {
    yield Uint8Array.of(1)
    throw new Error('the dump died')
  }
  const { readers } = new Broadcast(failing(), 2)
  const results = await Promise.allSettled(readers.map(({ bytes }) => readAll(bytes)))
  expect(results.map((result) => result.status === 'rejected' && String(result.reason))).toEqual([
    'Error: the dump died',
    'Error: the dump died',
  ])
})

test('the source is ended when the last reader has left', async () => {
  let ended = false
  const { readers } = new Broadcast(
    pieces(1000, () => {
      ended = true
    }),
    2,
  )
  const iterators = readers.map(({ bytes }) => bytes[Symbol.asyncIterator]())
  await Promise.all(iterators.map((iterator) => iterator.next()))
  await iterators[0]!.return?.()
  expect(ended).toBe(false)
  await iterators[1]!.return?.()
  expect(ended).toBe(true)
})
