import { expect, test } from 'vitest'
import { createSealer, keyIdOf } from '../../../server/store/sealing.ts'
import { keyOf } from './memory-store.ts'

test('what was sealed opens in its context alone, and shows nothing of the text', () => {
  const sealer = createSealer(keyOf(1))
  const sealed = sealer.seal('秘密 canary', 'a')
  expect(sealed).toMatch(new RegExp(`^sealed:1:${sealer.keyId}:[A-Za-z0-9+/=]+$`))
  expect(sealer.open(sealed, 'a')).toBe('秘密 canary')
  expect(() => sealer.open(sealed, 'b')).toThrow(expect.objectContaining({ code: 'corrupt' }))
  expect(sealer.seal('秘密 canary', 'a')).not.toBe(sealed)
  expect(sealer.open(sealer.seal('', 'a'), 'a')).toBe('')
})

test('a change of any character of it is found', () => {
  const sealer = createSealer(keyOf(1))
  const sealed = sealer.seal('text', 'a')
  for (let at = 0; at < sealed.length; at++) {
    for (const other of ['A', 'B', '0', '1']) {
      if (sealed[at] === other) continue
      const changed = sealed.slice(0, at) + other + sealed.slice(at + 1)
      expect(() => sealer.open(changed, 'a'), changed).toThrow(expect.objectContaining({ code: expect.stringMatching(/corrupt|denied/) }))
    }
    expect(() => sealer.open(sealed.slice(0, at), 'a')).toThrow(expect.objectContaining({ code: 'corrupt' }))
  }
})

test('another key opens nothing and is told apart from damage', () => {
  const sealed = createSealer(keyOf(1)).seal('text', 'a')
  expect(() => createSealer(keyOf(2)).open(sealed, 'a')).toThrow(expect.objectContaining({ code: 'denied' }))
})

test('a key of another length is refused', () => {
  expect(() => createSealer(new Uint8Array(31))).toThrow(expect.objectContaining({ code: 'invalid' }))
})

test('a key that comes later is looked for when it is met, and the older one still opens', () => {
  const keys = [keyOf(1)]
  const sealer = createSealer(keyOf(1), () => keys)
  const older = sealer.seal('older', 'a')
  const next = createSealer(keyOf(2))
  const newer = next.seal('newer', 'a')
  expect(() => sealer.open(newer, 'a')).toThrow(expect.objectContaining({ code: 'denied' }))
  keys.splice(0, 1, keyOf(2))
  expect(sealer.open(newer, 'a')).toBe('newer')
  expect(sealer.keyId).toBe(keyIdOf(keyOf(1)))
  sealer.use(next.keyId)
  expect(sealer.keyId).toBe(next.keyId)
  expect(next.open(sealer.seal('text', 'a'), 'a')).toBe('text')
  expect(sealer.open(older, 'a')).toBe('older')
  expect(() => sealer.use(keyIdOf(keyOf(3)))).toThrow(expect.objectContaining({ code: 'denied' }))
  expect(sealer.keyId).toBe(next.keyId)
})
