import { HTTPException } from 'hono/http-exception'
import { expect, test } from 'vitest'
import { Failure } from '../../../plugins/failure.ts'
import { failureOf, sayingOf, statusOf } from '../../../server/http/failure.ts'

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: something, open '/srv/secret/app.db'`), { code })
}

test.each([
  ['ENOENT', 500],
  ['EACCES', 500],
  ['EEXIST', 500],
  ['ENOSPC', 507],
  ['EMFILE', 507],
  ['ECONNREFUSED', 503],
  ['ESOMETHING', 500],
])('what the system calls %s and nobody foresaw is %i, and says nothing of where', (code, status) => {
  const failure = failureOf(systemError(code))
  expect(statusOf(failure)).toBe(status)
  expect(JSON.stringify(sayingOf(failure))).not.toContain('/srv')
  expect(failure.cause).toMatchObject({ code })
})

test('what was said on purpose stays as it is, and what the framework refuses is the sender’s', () => {
  const failure = new Failure('not_found', 'There is no backup 7.')
  expect(failureOf(failure)).toBe(failure)
  expect(failureOf(new HTTPException(400, { message: 'Malformed' }))).toMatchObject({ code: 'invalid', message: 'Malformed.' })
})
