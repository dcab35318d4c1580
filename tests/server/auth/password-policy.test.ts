import { describe, expect, test } from 'vitest'
import { checkPassword, normalizePassword, passwordLengthMax } from '../../../server/auth/password-policy.ts'

const faultOf = (password: string, name = 'ada') => {
  try {
    checkPassword(password, name)
    return null
  } catch (error) {
    return (error as Error).message
  }
}

test.each(['correct horse battery', 'zehnzeiche', '一二三四五六七八九十', `${'x'.repeat(9)}y`, 'ab'.repeat(passwordLengthMax / 2)])(
  '%# is a password',
  (password) => {
    expect(faultOf(password)).toBeNull()
  },
)

describe('what is refused', () => {
  test.each([
    ['', /shorter than 10/],
    ['nine char', /shorter than 10/],
    ['👩‍🚀'.repeat(3), /shorter than 10/],
    ['x'.repeat(2000), /longer than 1024/],
    [`${'ab'.repeat(passwordLengthMax / 2)}c`, /longer than 1024/],
    ['aaaaaaaaaaaa', /one character/],
    ['1234567890', /everybody tries/],
    ['Password123', /everybody tries/],
    ['ＰＡＳＳＷＯＲＤ123', /everybody tries/],
    ['half a \ud800 character', /broken/],
  ])('%j', (password, message) => {
    expect(faultOf(password)).toMatch(message)
  })

  test('the name of the user, in whatever case', () => {
    expect(faultOf('Ada Lovelace', 'ada lovelace')).toMatch(/name of the user/)
  })

  test('and no message repeats the password', () => {
    expect(faultOf('Password123')).not.toContain('assword123')
  })
})

test('what looks the same is the same password', () => {
  expect(normalizePassword('ﬁve ambulances')).toBe(normalizePassword('five ambulances'))
  expect(normalizePassword('cafe\u0301 au lait')).toBe(normalizePassword('café au lait'))
  expect(normalizePassword('Case counts')).not.toBe(normalizePassword('case counts'))
})
