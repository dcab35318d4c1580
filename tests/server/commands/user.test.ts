import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ShownUser } from '../../../server/auth/shown-user.ts'
import { type GuardedPlace, openGuardedPlace, password } from './guarded-place.ts'

let place: GuardedPlace
beforeEach(async () => {
  place = await openGuardedPlace()
})
afterEach(() => place[Symbol.asyncDispose]())

const next = 'another long one'

describe('a password', () => {
  test('comes from standard input, and makes the first user an admin and later ones viewers', async () => {
    expect(await place.program(['user', 'add', 'Ada'], `${password}\n`)).toMatchObject({ code: 0, err: '' })
    expect((await place.logIn('ada')).principal.role).toBe('admin')
    const { out } = await place.program(['user', 'add', 'Bob', '--json'], next)
    expect(JSON.parse(out)).toMatchObject({ name: 'Bob', role: 'viewer' })
    expect(out).not.toContain('argon2')
    expect((await place.program(['user', 'passwd', 'bob'], password)).code).toBe(0)
    expect((await place.logIn('bob')).principal.role).toBe('viewer')
  })

  test('is typed at a terminal, which does not show it', async () => {
    const { code, out } = await place.atTerminal(['user', 'add', 'Ada'], 'correct horse batteri\\x7fy\\r', 'correct horse battery\\r')
    expect(out).toContain('Ada may log in now')
    expect([code, out.includes('horse')]).toEqual([0, false])
    await place.logIn('ada')
  })

  test('that is not there, or not good enough, changes nothing', async () => {
    await place.addUser('ada')
    expect((await place.program(['user', 'passwd', 'ada'], '')).code).toBe(2)
    expect((await place.program(['user', 'passwd', 'ada'], 'short')).code).toBe(2)
    expect(await place.program(['user', 'passwd', 'nobody'], next)).toMatchObject({
      code: 4,
      err: expect.stringContaining('no user "nobody"'),
    })
    await place.logIn('ada')
  })

  test('is taken from no word of the command line', async () => {
    expect((await place.run(`user add ada ${password}`)).code).toBe(2)
    expect((await place.run(`user add ada --password ${next}`)).code).toBe(2)
  })
})

describe('beside a daemon that has the data folder open', () => {
  let session: string
  beforeEach(async () => {
    await place.addUser('ada')
    await place.addUser('bob', 'viewer')
    session = (await place.logIn('bob')).value
  })

  test('a disabled user is out at once, and back in by being enabled', async () => {
    expect((await place.run('user disable bob')).code).toBe(0)
    expect(await place.auth.sessions.validate(session)).toBeNull()
    await expect(place.logIn('bob')).rejects.toMatchObject({ code: 'unauthenticated' })
    expect((await place.run('user enable bob')).code).toBe(0)
    await place.logIn('bob')
  })

  test('a role is changed, and a user removed', async () => {
    expect((await place.run('user role bob --role backup_operator')).out).toEqual(['bob has the role backup_operator now.'])
    expect((await place.auth.sessions.validate(session))?.user.role).toBe('backup_operator')
    expect((await place.run('user remove bob')).code).toBe(0)
    expect(await place.auth.sessions.validate(session)).toBeNull()
  })

  test('a second factor that was lost is taken away', async () => {
    const { store, seams } = place.installation
    const { id } = await place.auth.users.find('bob')
    const totp = { secret: 'canary', lastStep: 1, recoveryCodes: [] }
    await store.users.setTotp(id, totp, seams.clock.now())
    expect((await place.run('user reset-totp bob')).code).toBe(0)
    expect((await place.auth.users.find('bob')).hasTotp).toBe(false)
  })

  test('the last admin stays', async () => {
    for (const line of ['user remove ada', 'user disable ada', 'user role ada --role viewer']) {
      expect(await place.run(line)).toMatchObject({ code: 6, err: [expect.stringContaining('last admin'), expect.anything()] })
    }
  })

  test('all are listed, for people and for programs, without what proves who they are', async () => {
    const { out } = await place.run('user list')
    expect(out.map((line) => line.split(/ {2,}/).slice(0, 4))).toEqual([
      ['NAME', 'ROLE', 'STATE', 'SECOND FACTOR'],
      ['ada', 'admin', 'enabled', 'off'],
      ['bob', 'viewer', 'enabled', 'off'],
    ])
    const users = await place.json<ShownUser>('user list')
    expect(users.map(({ name, number }) => [name, number])).toEqual([
      ['ada', 1],
      ['bob', 2],
    ])
    expect(JSON.stringify(users)).not.toContain('argon2')
  })

  test('the log says that it was the command line', async () => {
    await place.run('user disable bob')
    const [entry] = await place.auth.audit.list({}, { limit: 1 })
    expect(entry).toMatchObject({ action: 'user.disable', actor: null, actorName: 'command line', subject: 'user:2' })
  })
})
