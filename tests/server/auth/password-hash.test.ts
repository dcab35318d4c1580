import { expect, test } from 'vitest'
import { currentParameters, formatHash, isWeaker, parseHash } from '../../../server/auth/password-hash.ts'

const hash = { ...currentParameters, salt: Buffer.alloc(16, 1), tag: Buffer.alloc(32, 2) }
const text = formatHash(hash)

test('a hash is a PHC string that is read as it was written', () => {
  expect(text).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(parseHash(text)).toEqual(hash)
})

test.each([
  '',
  'x',
  text.replace('argon2id', 'argon2i'),
  text.replace('v=19', 'v=16'),
  text.replace('m=19456', 'm=4000000'),
  text.replace('m=19456', 'm=7'),
  text.replace('t=2', 't=0'),
  text.replace('t=2', 't=900'),
  text.replace('p=1', 'p=200'),
  `${text}$`,
  text.slice(0, 60),
])('%s is none, or none that is worth computing', (wrong) => {
  expect(parseHash(wrong)).toBeNull()
})

test('a hash is weaker when any part of it is', () => {
  expect(isWeaker(hash, currentParameters)).toBe(false)
  expect(isWeaker({ ...hash, memoryKib: 65_536, passes: 3 }, currentParameters)).toBe(false)
  expect(isWeaker({ ...hash, memoryKib: 19_455 }, currentParameters)).toBe(true)
  expect(isWeaker({ ...hash, passes: 1 }, currentParameters)).toBe(true)
  expect(isWeaker({ ...hash, salt: Buffer.alloc(8) }, currentParameters)).toBe(true)
  expect(isWeaker({ ...hash, tag: Buffer.alloc(16) }, currentParameters)).toBe(true)
})
