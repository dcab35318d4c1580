import { join } from 'node:path'
import type { Route } from '../../../../server/http/route.ts'
import { openSite, type Site, type SiteOptions } from '../../../support/http.ts'

/** The file of a dialect with a secret. */
export const gatedPath = join(import.meta.dirname, 'programs', 'gated.ts')

/** A site with these native routes alone. Whoever opens it disposes it. */
export async function openNounSite(routes: readonly Route[], options: SiteOptions = {}): Promise<Site> {
  return openSite({ isWorking: false, groups: [{ name: 'native', bases: ['/api/v1'], routes }], ...options })
}

/** The body of an answer, after its status was checked by the caller. */
export async function read(response: Response): Promise<[number, Record<string, never>]> {
  return [response.status, (await response.json()) as Record<string, never>]
}

/** Names that somebody with bad intentions gives, all of which are names like any other or refused. */
export const hostileNames = [
  '../x',
  '--help',
  '<script>alert(1)</script>',
  "'; drop table source; --",
  'a/b',
  'host=evil',
  '%2e%2e%2f',
  '备份 库',
] as const

export const refusedNames = ['', '   ', 'a\u0000b', 'a\nb', 'x'.repeat(101), '0123456789abcdef0123456789abcdef', '\u202eevil'] as const
