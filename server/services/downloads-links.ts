import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { Failure } from '../../plugins/failure.ts'
import type { Nouns } from '../store/store.ts'
import type { Installation } from './installation.ts'

/** The secret that links are signed with; whoever removes it takes back every link. */
const setting = 'download_links'

/** The longest that a link may open something. */
export const linkSecondsMax = 86_400

const grantSchema = z.object({
  backupId: z.string(),
  target: z.string().optional(),
  part: z.string().optional(),
  tables: z.array(z.string()).optional(),
  actor: z.string().nullable(),
  expiresAt: z.number(),
})

/** What a link opens, for whoever has it, until it expires. */
export interface DownloadGrant {
  readonly backupId: string
  readonly target?: string | undefined
  readonly part?: string | undefined
  readonly tables?: string[] | undefined
  /** Who made the link. */
  readonly actor: string | null
  readonly expiresAt: Date
}

/** A token that opens exactly this. It is kept nowhere: that it is ours is shown by its signature. */
export async function signGrant(grant: DownloadGrant, installation: Installation): Promise<string> {
  const payload = Buffer.from(JSON.stringify({ ...grant, expiresAt: grant.expiresAt.getTime() })).toString('base64url')
  return `${payload}.${signatureOf(payload, await secretOf(installation))}`
}

/** What a token opens. Throws `denied` for one that was altered, that has expired, or that never was ours. */
export async function readGrant(token: string, installation: Installation): Promise<DownloadGrant> {
  const [payload = '', signature = '', ...more] = token.split('.')
  const expected = Buffer.from(signatureOf(payload, await secretOf(installation)))
  const given = Buffer.from(signature)
  // Compared as text: several texts stand for the same bytes, and only one of them was given out.
  if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new Failure('denied', 'This download link is not valid.', { remedy: 'Copy all of it, or ask for a new one.' })
  }
  const { expiresAt, ...grant } = grantSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')))
  if (installation.seams.clock.now().getTime() >= expiresAt) {
    throw new Failure('denied', 'This download link has expired.', { remedy: 'Ask for a new one.' })
  }
  return { ...grant, expiresAt: new Date(expiresAt) }
}

function signatureOf(payload: string, secret: string): string {
  return createHmac('sha256', secret).update(`download link ${payload}`).digest('base64url')
}

async function secretOf({ store, seams }: Installation): Promise<string> {
  const known = await store.settings.getSecret(setting)
  if (known !== null) return known
  return store.transaction(async ({ settings }: Nouns) => {
    // Asked again: another process may have been first.
    const kept = await settings.getSecret(setting)
    if (kept !== null) return kept
    const made = Buffer.from(seams.randomness.bytes(32)).toString('hex')
    await settings.setSecret(setting, made)
    return made
  })
}
