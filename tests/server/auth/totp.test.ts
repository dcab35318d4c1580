import { describe, expect, test } from 'vitest'
import { decodeBase32, encodeBase32 } from '../../../server/auth/base32.ts'
import { hashRecoveryCode, isRecoveryCode, makeRecoveryCodes } from '../../../server/auth/recovery-codes.ts'
import { matchingStep, otpauthUri, readTotpSecret, stepAt, totpCode } from '../../../server/auth/totp.ts'
import { systemRandomness } from '../../../server/seams/randomness.ts'

const secret = Buffer.from('12345678901234567890')

describe('the vectors of RFC 6238, appendix B, for SHA-1', () => {
  // They have eight digits, of which ours are the last six.
  test.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('at %i seconds', (seconds, code) => {
    expect(totpCode(secret, stepAt(new Date(seconds * 1000)))).toBe(code.slice(2))
  })
})

test('the vectors of RFC 4226, appendix D', () => {
  const codes = Array.from({ length: 10 }, (_, counter) => totpCode(secret, counter))
  expect(codes).toEqual(['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'])
})

test('a code is good one step before and after its own, and no further', () => {
  const at = (step: number) => new Date(step * 30_000 + 15_000)
  const code = totpCode(secret, 1000)
  expect([998, 999, 1000, 1001, 1002].map((step) => matchingStep(secret, code, at(step)))).toEqual([null, 1000, 1000, 1000, null])
  expect(matchingStep(secret, `${code.slice(0, 3)} ${code.slice(3)}`, at(1000))).toBe(1000)
  for (const wrong of ['', '12345', '1234567', 'abcdef', `${code}0`, '１２３４５６'])
    expect(matchingStep(secret, wrong, at(1000))).toBeNull()
})

test('what a phone reads names the account and the secret', () => {
  const uri = new URL(otpauthUri('Ada & Bob', 'GEZDGNBV'))
  expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual(['otpauth:', 'totp', '/Holdfast:Ada & Bob'])
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    secret: 'GEZDGNBV',
    issuer: 'Holdfast',
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  })
})

describe('base32', () => {
  test.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('of RFC 4648: %j', (text, encoded) => {
    expect(encodeBase32(Buffer.from(text))).toBe(encoded)
    expect(Buffer.from(decodeBase32(encoded)!).toString()).toBe(text)
  })

  test('is read as people type it, and nothing else is', () => {
    expect(decodeBase32('mzxw 6ytb-oi======')).toEqual(decodeBase32('MZXW6YTBOI'))
    expect(decodeBase32('MZXW1')).toBeNull()
  })

  test('a secret has 20 bytes', () => {
    expect(Buffer.from(readTotpSecret(encodeBase32(secret))!)).toEqual(secret)
    expect(readTotpSecret(encodeBase32(secret.subarray(1)))).toBeNull()
    expect(readTotpSecret('!')).toBeNull()
  })
})

describe('recovery codes', () => {
  test('are ten, all different, and told from the codes of a phone', () => {
    const codes = makeRecoveryCodes(systemRandomness)
    expect(new Set(codes).size).toBe(10)
    for (const code of codes) expect(code).toMatch(/^([a-z2-7]{4}-){3}[a-z2-7]{4}$/)
    expect(codes.every(isRecoveryCode)).toBe(true)
    expect([isRecoveryCode('123456'), isRecoveryCode('')]).toEqual([false, false])
  })

  test('have one hash, however they are typed', () => {
    expect(hashRecoveryCode('ABCD efgh-ijklmnop')).toBe(hashRecoveryCode('abcd-efgh-ijkl-mnop'))
    expect(hashRecoveryCode('abcd-efgh-ijkl-mnoq')).not.toBe(hashRecoveryCode('abcd-efgh-ijkl-mnop'))
  })
})
