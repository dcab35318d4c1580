import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { memoryTargetPlugin } from '../../../plugins/conformance/memory-target.ts'
import type { AnyPlugin } from '../../../plugins/contract.ts'
import { Failure } from '../../../plugins/failure.ts'
import { hiddenFields, redact, redactedText, scrubFailure, scrubLog, secretFields, secretTexts } from '../../../server/plugins/secrets.ts'

const plugin = memoryTargetPlugin('memory') as AnyPlugin
const password = 'p@ss "word"/%1'
const secrets = secretTexts({ path: '/x', password }, plugin)

describe('secrets', () => {
  test('are the fields that say so', () => {
    expect(secretFields(plugin)).toEqual(['password'])
  })

  test('are shown as dots, and only when there is one', () => {
    expect(redact({ path: '/x', password }, plugin)).toEqual({ path: '/x', password: redactedText })
    expect(redact({ path: '/x', password: '' }, plugin)).toEqual({ path: '/x', password: '' })
  })

  test('are hidden with whatever the plugin does not know, and all is where it is gone', () => {
    const misspelt = { path: '/x', pasword: password }
    expect(redact(misspelt, plugin)).toEqual({ path: '/x', pasword: redactedText })
    expect([...hiddenFields({ ...misspelt, password }, plugin)]).toEqual(['pasword', 'password'])
    expect([...hiddenFields(misspelt, null)]).toEqual(['path', 'pasword'])
  })

  test.each([
    ['as they are', password],
    ['in a URL', `https://me:${encodeURIComponent(password)}@host/`],
    ['in JSON', JSON.stringify({ password })],
    ['in base64', Buffer.from(password).toString('base64')],
  ])('vanish from a failure %s', (_, shown) => {
    const original = new Failure('denied', `login: ${shown}`, {
      remedy: `not ${shown}`,
      detail: { deep: [{ [shown]: shown }] },
      cause: new Error(shown),
    })
    const clean = scrubFailure(original, secrets)
    expect(inspect(clean, { depth: 10 })).not.toContain(shown)
    expect(JSON.stringify(clean)).not.toContain(shown)
    expect(clean).toMatchObject({ code: 'denied', message: expect.stringContaining(redactedText) })
    expect(clean.cause).toBeUndefined()
  })

  test('a failure without secrets stays the very same', () => {
    const failure = new Failure('denied', 'no', { cause: new Error('x') })
    expect(scrubFailure(failure, secrets)).toBe(failure)
  })

  test('a cause that shows a secret somewhere inside is dropped', () => {
    const cause = Object.assign(new Error('refused'), { request: { headers: { authorization: password } } })
    expect(scrubFailure(new Failure('denied', 'no', { cause }), secrets).cause).toBeUndefined()
  })

  test('a cause that goes in circles ends the search', () => {
    const cause = new Error('round') as Error & { self?: Error }
    cause.self = cause
    expect(scrubFailure(new Failure('denied', 'no', { cause }), secrets).message).toBe('no')
  })

  test('vanish from the log', () => {
    const lines: string[] = []
    const note = (message: string, detail?: unknown) => void lines.push(message + JSON.stringify(detail))
    scrubLog({ debug: note, info: note, warn: note }, secrets).warn(`with ${password}`, { password })
    expect(lines).toEqual([`with ${redactedText}{"password":"${redactedText}"}`])
  })

  test('too short ones are not searched for', () => {
    expect(secretTexts({ password: 'ab' }, plugin)).toEqual([])
  })
})
