import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AuditEntry } from '../../../server/store/audit.ts'
import { type GuardedPlace, openGuardedPlace } from './guarded-place.ts'

let place: GuardedPlace
beforeEach(async () => {
  place = await openGuardedPlace()
})
afterEach(() => place[Symbol.asyncDispose]())

test('what happened is listed, the newest first', async () => {
  expect((await place.run('audit list')).out).toEqual(['Nothing of that kind has happened yet.'])
  await place.addUser('ada')
  await place.run('key create --role admin --name ci')
  await place.logIn('ada')
  expect((await place.json<AuditEntry>('audit list')).map(({ action }) => action)).toEqual(['login.ok', 'key.create', 'user.add'])
  expect((await place.json<AuditEntry>('audit list --limit 1')).map(({ action }) => action)).toEqual(['login.ok'])
  const { out } = await place.run('audit list --action login.ok')
  expect(out).toHaveLength(2)
  expect(out[1]).toContain('ada (user:1)')
})

test('a log that nobody changed is whole, and one that somebody did is not', async () => {
  await place.addUser('ada')
  await place.addUser('bob')
  await place.addUser('carol')
  expect(await place.run('audit verify')).toMatchObject({ code: 0, out: ['All 3 entries of the audit log are what they were.'] })
  const file = new Database(join(place.installation.dataPath, 'metadata.db'))
  file.exec("update audit set subject = 'user:9' where seq = 2")
  file.close()
  const { code, out, err } = await place.run('audit verify')
  expect([code, out]).toEqual([5, []])
  expect(err.join('\n')).toContain('at entry 2: it was changed')
})
