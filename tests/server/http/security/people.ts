import type { Site, SiteRequest } from '../../../support/http.ts'

export const password = 'correct horse battery'

/** What a browser says of a request that a page of ours sends. */
export const ownPage = { origin: 'http://127.0.0.1', host: '127.0.0.1' } as const

/** Makes the first admin, `ann`. */
export async function addAdmin(site: Site): Promise<void> {
  const token = await site.http.auth.setup.ensureSetupToken()
  const response = await site.post('/api/v1/setup', { token, name: 'ann', password }, { as: null })
  if (response.status !== 201) throw new Error(await response.text())
}

/** Signs in and resolves with the cookie. */
export async function signIn(site: Site, name = 'ann', given = password): Promise<string> {
  const response = await site.post('/api/v1/auth/login', { name, password: given }, { as: null })
  if (response.status !== 200) throw new Error(await response.text())
  return cookieOf(response)
}

/** The cookie that an answer sets, as a browser sends it back. */
export function cookieOf(response: Response): string {
  return response.headers.get('set-cookie')!.split(';')[0]!
}

/** As a page of ours asks, with this session. */
export function withSession(cookie: string, more: Readonly<Record<string, string>> = ownPage): SiteRequest {
  return { as: null, headers: { cookie, ...more } }
}
