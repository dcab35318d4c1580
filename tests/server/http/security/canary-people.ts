import { readTotpSecret, stepAt, totpCode } from '../../../../server/auth/totp.ts'
import type { Canaries } from './canaries.ts'
import type { Asked, CanaryClient } from './canary-client.ts'
import type { ServedDaemon } from './served-daemon.ts'

/** What every part of the story works with. */
export interface Stage {
  readonly daemon: ServedDaemon
  readonly canaries: Canaries
  readonly client: CanaryClient
  readonly admin: { readonly 'x-api-key': string }
}

/** What an answer says. */
export const read = <Body>({ text }: Asked) => JSON.parse(text) as Body

/** Makes people with everything that lets them in, and resolves with the key of an admin. */
export async function people({ daemon, canaries, client }: Omit<Stage, 'admin'>): Promise<Stage['admin']> {
  const password = canaries.make('password')
  const token = canaries.add('setup token', new URL(daemon.setupUrl).searchParams.get('token')!)
  const own = { origin: daemon.url }
  client.look('a page', await client.askUnseen(`GET /setup?token=${token}`), ['setup token'])
  await client.ask('POST /api/v1/setup', { json: { token, name: 'ann', password: 'short' } })
  const made = await client.askUnseen('POST /api/v1/setup', { json: { token, name: 'ann', password } })
  const first = sessionOf(made)
  canaries.add('first session', first)
  client.look('POST /api/v1/setup', made, ['first session'])
  const cookie = { cookie: `holdfast_session=${first}`, ...own }
  const offer = await client.askUnseen('POST /api/v1/auth/totp/offer', { headers: cookie })
  const { secret } = read<{ secret: string }>(offer)
  canaries.add('second factor', secret)
  client.look('an offer', offer, ['second factor'])
  const code = totpCode(readTotpSecret(secret)!, stepAt(new Date()))
  const on = await client.askUnseen('PUT /api/v1/auth/totp', { json: { secret, code }, headers: cookie })
  const { recoveryCodes } = read<{ recoveryCodes: string[] }>(on)
  for (const [at, one] of recoveryCodes.entries()) canaries.add(`recovery code ${at}`, one)
  const [used] = recoveryCodes
  const login = await client.askUnseen('POST /api/v1/auth/login', { json: { name: 'ann', password, code: used } })
  canaries.add('second session', sessionOf(login))
  client.look('POST /api/v1/auth/login', login, ['second session'])
  const admin = { 'x-api-key': await makeKey({ canaries, client }, 'admin', cookie) }
  for (const role of ['backup_operator', 'viewer']) await makeKey({ canaries, client }, role, admin)
  for (const [name, headers, json] of [
    ['token of a person', {}, { name: 'ann', password, code: recoveryCodes[1] }],
    ['token of a key', admin, {}],
  ] as const) {
    const fetched = await client.askUnseen('POST /api/v1/auth/token', { json, headers })
    canaries.add(name, read<{ token: string }>(fetched).token)
    client.look('POST /api/v1/auth/token', fetched, [name])
  }
  const bob = { name: 'bob', password: canaries.make('password of another'), role: 'viewer' }
  await client.ask('POST /api/v1/users', { json: bob, headers: admin })
  const next = canaries.make('next password of another')
  await client.ask('PATCH /api/v1/users/bob', { json: { password: next }, headers: admin })
  await client.ask('GET /', { headers: cookie })
  return admin
}

async function makeKey({ canaries, client }: Pick<Stage, 'canaries' | 'client'>, role: string, headers: Record<string, string>) {
  const made = await client.askUnseen('POST /api/v1/keys', { json: { name: role, role }, headers })
  const { secret } = read<{ secret: string }>(made)
  canaries.add(`key of ${role}`, secret)
  client.look('POST /api/v1/keys', made, [`key of ${role}`])
  return secret
}

function sessionOf({ headers }: Asked): string {
  return /holdfast_session=([\w-]+)/.exec(headers.get('set-cookie') ?? '')![1]!
}
