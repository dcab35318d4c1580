import { z } from 'zod'
import { Failure } from '../../../plugins/failure.ts'
import type { Backup } from '../../domain/backup.ts'
import { maySee, type Principal } from '../../domain/principal.ts'
import { isAtLeast } from '../../domain/role.ts'
import { linkSecondsMax, readGrant, signGrant } from '../../services/downloads-links.ts'
import { answer } from '../answer.ts'
import type { Call } from '../call.ts'
import { defineRoute, type Route } from '../route.ts'
import { findBackup } from './backups-find.ts'
import { answerDownload } from './downloads-answer.ts'

const tags = ['downloads']
const params = z.object({ backup: z.string() })

const partText = z.string().min(1).max(1000)
const bytesResponse = { description: 'The bytes. Range and If-Range are honoured.', contentType: 'application/octet-stream' }
const responses = {
  200: bytesResponse,
  206: { ...bytesResponse, description: 'The range that was asked for.' },
  416: { description: 'The range begins behind the end.' },
}

const downloadQuery = z.object({
  target: z.string().optional().meta({ description: 'Read the copy at this target; the first that answers if absent.' }),
  part: partText
    .optional()
    .meta({ description: 'An entry of the archive instead of it, as plain bytes: backup.sql, files.tar, manifest.json.' }),
  table: z
    .union([partText.transform((one) => [one]), z.array(partText).max(1000)])
    .optional()
    .meta({ description: 'Only this table (of a tree: this path) of the part; may be given several times.' }),
})

const linkBody = z.strictObject({
  expiresInSeconds: z.number().int().min(1).max(linkSecondsMax).default(900),
  target: z.string().optional(),
  part: partText.optional(),
  tables: z.array(partText).min(1).max(20).optional(),
})

export const downloadsRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/api/v1/backups/{backup}/download',
    access: 'backup_operator',
    scope: 'checked',
    tags,
    summary: 'Download an archive, or a part of it',
    description: 'A sealed archive comes as it is. A part or a table is put together from the archive and those that it refers to.',
    params,
    query: downloadQuery,
    responses,
    async handle(call) {
      const { target, part, table } = call.query
      const backup = await findBackup(call, call.params.backup)
      const wish = wishOf({ target, part, tables: table })
      requireOpener(call.principal, backup, wish)
      const response = await answerDownload(call, { backup, ...wish })
      if (call.context.req.method === 'GET') await call.audit('backup.download', backup.name, { backupId: backup.id, ...wish })
      return response
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/backups/{backup}/download-links',
    access: 'backup_operator',
    scope: 'checked',
    tags,
    summary: 'A link that downloads without a key, for a while',
    params,
    body: linkBody,
    responses: {
      201: { description: 'Whoever has the link can use it until then.', schema: z.object({ url: z.url(), expiresAt: z.iso.datetime() }) },
    },
    async handle(call) {
      const { expiresInSeconds, ...given } = call.body
      const backup = await findBackup(call, call.params.backup)
      const wish = wishOf(given)
      requireOpener(call.principal, backup, wish)
      const { installation } = call.house
      const expiresAt = new Date(installation.seams.clock.now().getTime() + expiresInSeconds * 1000)
      const token = await signGrant({ backupId: backup.id, ...wish, actor: call.requestedBy, expiresAt }, installation)
      await call.audit('backup.link', backup.name, { backupId: backup.id, ...wish, expiresAt })
      return answer({ url: `${publicOrigin(call)}/api/v1/downloads/${token}`, expiresAt: expiresAt.toISOString() }, 201)
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/downloads/{token}',
    access: 'public',
    scope: 'checked',
    tags,
    summary: 'Download what a link opens',
    params: z.object({ token: z.string().max(8000) }),
    responses: { ...responses, 403: { description: 'The link was altered or has expired.' } },
    async handle(call) {
      const { backupId, actor, ...grant } = await readGrant(call.params.token, call.house.installation)
      const wish = wishOf(grant)
      const backup = await call.house.backups.find(backupId)
      await requireMaker(call, actor, { backup, wish })
      const response = await answerDownload(call, { backup, ...wish })
      if (call.context.req.method === 'GET') await call.audit('backup.download', backup.name, { backupId, ...wish, linkOf: actor })
      return response
    },
  }),
]

interface Wish {
  readonly target?: string
  readonly part?: string
  readonly tables?: string[]
}

function wishOf({ target, part, tables }: { readonly [Field in keyof Wish]: Wish[Field] | undefined }): Wish {
  return {
    ...(target === undefined ? {} : { target }),
    ...(part === undefined ? {} : { part }),
    ...(tables === undefined ? {} : { tables }),
  }
}

/** What is in a sealed archive was meant for those with the identity; what this installation was entrusted with is not for everybody to use. */
export function requireOpener({ role }: Principal, backup: Backup, { part, tables }: Wish): void {
  if (!backup.isSealed || (part === undefined && tables === undefined) || role === 'admin') return
  throw new Failure('denied', `${backup.name} is sealed; only an admin may take a part out of it here.`, {
    remedy: 'Download the whole archive and open it with your identity.',
  })
}

/** A link opens what whoever made it could still download: not what a key that was revoked or a user who is gone had opened before. */
async function requireMaker(
  { house }: Call<unknown, unknown, unknown>,
  actor: string | null,
  { backup, wish }: { readonly backup: Backup; readonly wish: Wish },
): Promise<void> {
  const maker = actor === null ? null : await house.auth.authenticator.recall(actor)
  if (maker === null || !isAtLeast(maker.role, 'backup_operator') || !maySee(maker, backup.sourceId)) {
    throw new Failure('denied', 'This download link is not valid any more: whoever made it may not download this.', {
      remedy: 'Ask for a new one.',
    })
  }
  requireOpener(maker, backup, wish)
}

/** Where people reach the daemon, as far as that is known. */
function publicOrigin({ house, context, origin }: Call<unknown, unknown, unknown>): string {
  if (house.config.publicUrl !== null) return house.config.publicUrl.replace(/\/+$/, '')
  const { host } = new URL(context.req.url)
  return `${origin.isSecure ? 'https' : 'http'}://${host}`
}
