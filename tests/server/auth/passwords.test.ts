import { expect, test } from 'vitest'
import { Passwords } from '../../../server/auth/passwords.ts'
import { systemRandomness } from '../../../server/seams/randomness.ts'
import { countingArgon2, password } from './guard-house.ts'

const randomness = systemRandomness
const weak = { memoryKib: 64, passes: 1, lanes: 1 }

test('a password is verified by its hash, and no other is, with the real thing', async () => {
  const passwords = new Passwords({ randomness })
  const hash = await passwords.hash(password)
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await passwords.verify(password, hash)).toBe(true)
  expect(await passwords.verify(`${password}!`, hash)).toBe(false)
  expect(await passwords.verify('', hash)).toBe(false)
  expect(await passwords.hash(password)).not.toBe(hash)
})

test('the same password typed on another keyboard is the same', async () => {
  const passwords = new Passwords({ randomness, parameters: weak })
  expect(await passwords.verify('cafe\u0301 au lait', await passwords.hash('café au lait'))).toBe(true)
})

test('a hash of less work is outdated and still verifies; so is none at all, which no password has', async () => {
  const passwords = new Passwords({ randomness })
  const old = await new Passwords({ randomness, parameters: weak }).hash(password)
  expect(await passwords.verify(password, old)).toBe(true)
  expect(passwords.isOutdated(old)).toBe(true)
  expect(passwords.isOutdated(await passwords.hash(password))).toBe(false)
  expect([passwords.isOutdated('x'), await passwords.verify(password, 'x')]).toEqual([true, false])
})

test('comparing takes one hash, whatever is compared with what', async () => {
  const counted = countingArgon2()
  const passwords = new Passwords({ randomness, argon2: counted.argon2 })
  const hash = await passwords.hash(password)
  for (const [given, kept] of [
    [password, hash],
    ['wrong', hash],
    ['x'.repeat(1_000_000), hash],
    [password, passwords.decoy],
    [password, 'no hash'],
  ] as const) {
    counted.count = 0
    await passwords.verify(given, kept)
    expect(counted.count).toBe(1)
  }
  expect(await passwords.verify(password, passwords.decoy)).toBe(false)
})

test('what no password can be matches nothing, not even the hash of nothing; and what is no hash matches nothing either', async () => {
  const counted = countingArgon2()
  const passwords = new Passwords({ randomness, argon2: counted.argon2 })
  expect(await passwords.verify('x'.repeat(1_000_000), await passwords.hash(''))).toBe(false)
  const zeros = { randomness: { bytes: (count: number) => new Uint8Array(count) }, argon2: async () => new Uint8Array(32) }
  const equal = new Passwords(zeros)
  expect([await equal.verify(password, equal.decoy), await equal.verify(password, 'no hash')]).toEqual([true, false])
})

test('a flood is turned away and takes no more memory than two', async () => {
  let running = 0
  let most = 0
  const argon2 = async () => {
    most = Math.max(most, (running += 1))
    await new Promise((resolve) => setImmediate(resolve))
    running -= 1
    return new Uint8Array(32)
  }
  const passwords = new Passwords({ randomness, argon2 })
  const outcomes = await Promise.allSettled(Array.from({ length: 500 }, () => passwords.verify(password, passwords.decoy)))
  const refused = outcomes.filter(({ status }) => status === 'rejected')
  expect(most).toBe(2)
  expect(refused).toHaveLength(500 - 42)
  expect(refused[0]).toMatchObject({ reason: { code: 'unavailable' } })
})
