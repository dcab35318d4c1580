import { beforeEach, describe, expect, test } from 'vitest'
import { Throttle, tooEarly } from '../../../server/auth/throttle.ts'

const home = '198.51.100.1'
const ada = { account: 'ada', address: home }
const hour = 3_600_000

let throttle: Throttle
let nowMs: number
beforeEach(() => {
  throttle = new Throttle()
  nowMs = 1_000_000
})

/** A wrong password, typed at once; how long it would have to wait. */
const guess = (account: string, address: string) => throttle.begin({ account, address }, nowMs)

/** Somebody is who they say. */
function logIn(attempt = ada): number {
  const wait = throttle.begin(attempt, nowMs)
  if (wait > 0) return wait
  throttle.giveBack(attempt)
  throttle.succeed(attempt, nowMs)
  return 0
}

/** How many of so many guesses, one every `everyMs`, are looked at. */
function seen(guesses: number, everyMs: number, who: (index: number) => readonly [account: string, address: string]): number {
  let count = 0
  for (let index = 0; index < guesses; index += 1) {
    if (guess(...who(index)) === 0) count += 1
    nowMs += everyMs
  }
  return count
}

describe('10,000 guesses', () => {
  test('at one account from one address, one a second: some twenty are looked at', () => {
    expect(seen(10_000, 1000, () => ['ada', '203.0.113.1'])).toBeLessThan(30)
  })

  test('all at once: five are looked at', () => {
    expect(seen(10_000, 0, () => ['ada', '203.0.113.1'])).toBe(5)
  })

  test('at as many accounts from one address: some fifty are looked at', () => {
    const looked = seen(10_000, 1000, (index) => [`user ${index}`, '203.0.113.1'])
    expect(looked).toBeGreaterThanOrEqual(30)
    expect(looked).toBeLessThan(70)
  })

  test('from all addresses of one network of IPv6: as from one', () => {
    expect(seen(10_000, 0, (index) => ['ada', `2001:db8:1:2::${index.toString(16)}`])).toBe(5)
  })

  test('from a hundred addresses at once: twice each, because each waits for what all did', () => {
    const looked = seen(10_000, 0, (index) => ['ada', `203.0.113.${index % 100}`])
    expect(looked).toBeGreaterThanOrEqual(100)
    expect(looked).toBeLessThanOrEqual(200)
  })
})

describe('the owner', () => {
  test('gets in from another address at any moment of an attack, known there or not', () => {
    for (let index = 0; index < 10_000; index += 1) {
      guess('ada', `203.0.113.${index % 250}`)
      nowMs += 100
      if (index % 500 !== 0) continue
      expect(logIn(ada)).toBe(0)
      expect(logIn({ account: 'ada', address: `192.0.2.${(index / 500) % 250}` })).toBe(0)
    }
  })

  test('who mistypes at a new address gets in a minute later at most, however hard others try meanwhile', () => {
    seen(1000, 0, (index) => ['ada', `203.0.113.${index % 250}`])
    expect(guess('ada', '192.0.2.7')).toBe(0)
    seen(650, 100, (index) => ['ada', `203.0.113.${index % 250}`])
    expect(logIn({ account: 'ada', address: '192.0.2.7' })).toBe(0)
  })

  test('may mistype at a known address while others attack, without waiting for them', () => {
    expect(logIn()).toBe(0)
    seen(1000, 0, (index) => ['ada', `203.0.113.${index % 250}`])
    for (let slip = 0; slip < 4; slip += 1) expect(guess('ada', home)).toBe(0)
    expect(logIn()).toBe(0)
  })

  test('gets in at a known address that others behind it made suspicious', () => {
    expect(logIn()).toBe(0)
    seen(1000, 0, (index) => [`user ${index}`, home])
    expect(guess('bob', home)).toBeGreaterThan(0)
    expect(logIn()).toBe(0)
  })

  test('starts anew after a login, and after long enough without one', () => {
    for (let slip = 0; slip < 4; slip += 1) guess('ada', home)
    logIn()
    for (let slip = 0; slip < 5; slip += 1) expect(guess('ada', home)).toBe(0)
    expect(guess('ada', home)).toBeGreaterThan(0)
    nowMs += 6 * hour
    expect(guess('ada', home)).toBe(0)
  })
})

test('a stranger who fails waits longer while the account is under attack, but never more than a minute for that', () => {
  seen(1000, 0, (index) => ['ada', `203.0.113.${index % 250}`])
  expect(guess('ada', '192.0.2.7')).toBe(0)
  const wait = guess('ada', '192.0.2.7')
  expect(wait).toBeGreaterThan(0)
  expect(wait).toBeLessThanOrEqual(60_000)
})

test('who logs in with an account of their own gains nothing against others', () => {
  let looked = 0
  for (let index = 0; index < 1000; index += 1) {
    if (guess('ada', '203.0.113.1') === 0) looked += 1
    logIn({ account: 'mallory', address: '203.0.113.1' })
  }
  expect(looked).toBe(5)
})

test('what was given back was no failure', () => {
  for (let index = 0; index < 100; index += 1) {
    expect(guess('ada', home)).toBe(0)
    throttle.giveBack(ada)
  }
  expect(throttle.size).toBe(0)
})

describe('codes', () => {
  const stranger = (index: number) => ({ account: 'ada', address: `203.0.113.${index % 250}` })

  test('are few for all strangers together, and the owner at a known address is not held up', () => {
    logIn()
    const tried = Array.from({ length: 1000 }, (_, index) => throttle.beginCode(stranger(index), nowMs))
    expect(tried.filter((wait) => wait === 0)).toHaveLength(5)
    expect(throttle.beginCode(ada, nowMs)).toBe(0)
  })

  test('a day of guessing from anywhere leaves no hope', () => {
    let looked = 0
    for (let second = 0; second < 86_400; second += 10) {
      if (throttle.beginCode(stranger(second), nowMs + second * 1000) === 0) looked += 1
    }
    // Three of a million codes are good at a time.
    expect(looked).toBeLessThan(120)
  })

  test('that were right are not counted', () => {
    for (let index = 0; index < 50; index += 1) {
      expect(throttle.beginCode(ada, nowMs)).toBe(0)
      throttle.giveBackCode(ada, nowMs)
    }
  })

  test('an account whose name looks like an address and a name shares nothing with those', () => {
    logIn()
    for (let index = 0; index < 9; index += 1) throttle.beginCode({ account: `${home} ada`, address: '203.0.113.1' }, nowMs)
    expect(throttle.beginCode(ada, nowMs)).toBe(0)
  })
})

test('memory is bounded, however many names and addresses come', () => {
  for (let index = 0; index < 100_000; index += 1)
    guess(`${index}${'x'.repeat(50)}`, `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`)
  expect(throttle.size).toBeLessThanOrEqual(60_000)
})

test('the refusal says when to come again', () => {
  expect(tooEarly(1500)).toMatchObject({ code: 'denied', detail: { retryAfterSeconds: 2 } })
  expect(tooEarly(1).detail).toEqual({ retryAfterSeconds: 1 })
})
