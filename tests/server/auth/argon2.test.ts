import { describe, expect, test } from 'vitest'
import { portableArgon2, systemArgon2 } from '../../../server/auth/argon2.ts'

const work = {
  password: Buffer.from('correct horse battery'),
  salt: Buffer.alloc(16, 7),
  memoryKib: 64,
  passes: 2,
  lanes: 1,
  tagBytes: 32,
}

test('the runtime and the one in JavaScript come to the same, for one lane and for several', async () => {
  for (const lanes of [1, 2]) {
    const native = await systemArgon2({ ...work, lanes })
    expect(Buffer.from(await portableArgon2({ ...work, lanes }))).toEqual(Buffer.from(native))
  }
})

describe('every part of the work counts', () => {
  test.each([
    ['password', { password: Buffer.from('correct horse batterY') }],
    ['salt', { salt: Buffer.alloc(16, 8) }],
    ['memory', { memoryKib: 72 }],
    ['passes', { passes: 3 }],
  ])('%s', async (_, change) => {
    expect(Buffer.from(await systemArgon2({ ...work, ...change }))).not.toEqual(Buffer.from(await systemArgon2(work)))
  })
})

test('work that can not be done is refused by both', async () => {
  await expect(systemArgon2({ ...work, memoryKib: 1 })).rejects.toThrow()
  await expect(portableArgon2({ ...work, memoryKib: 1 })).rejects.toThrow()
})
