import { z } from 'zod'
import { Failure } from '../../../../plugins/failure.ts'
import { type ManifestFacts, manifestPage } from '../../../../views/pages/backups/manifest.ts'
import { decodeManifest } from '../../../archive/manifest.ts'
import type { Backup } from '../../../domain/backup.ts'
import { findBackup } from '../../api/backups-find.ts'
import { requireOpener } from '../../api/downloads.ts'
import type { Call } from '../../call.ts'
import { sayingOf, statusOf } from '../../failure.ts'
import { defineRoute, type Route } from '../../route.ts'
import { frameOf, htmlAnswer, pageResponse, refusalOf } from '../page.ts'

/** More is no manifest that a page could show; the download takes it. */
const manifestBytesMax = 16 * 1024 * 1024
const wish = { part: 'manifest.json' } as const

/** What an archive says of itself, read at its target now. */
export const manifestRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/backups/{backup}/manifest',
    access: 'backup_operator',
    scope: 'none',
    tags: ['pages'],
    summary: 'What an archive says of itself',
    params: z.object({ backup: z.string().max(1000) }),
    responses: htmlAnswer,
    async handle(call) {
      const frame = frameOf(call.context, call.principal)
      const backup = await findBackup(call, call.params.backup)
      try {
        const facts = await readManifest(call, backup)
        await call.audit('backup.download', backup.name, { backupId: backup.id, ...wish })
        return pageResponse(manifestPage({ backup, facts, told: null }, frame), frame)
      } catch (error) {
        const failure = refusalOf(error)
        return pageResponse(manifestPage({ backup, facts: null, told: sayingOf(failure) }, frame), frame, { status: statusOf(failure) })
      }
    },
  }),
]

async function readManifest({ house, principal, signal }: Call<unknown, unknown, unknown>, backup: Backup): Promise<ManifestFacts> {
  requireOpener(principal, backup, wish)
  await using download = await house.downloads.open(backup, { ...wish, signal })
  if (download.sizeBytes > manifestBytesMax) {
    throw new Failure('unsupported', 'The manifest is too large to be shown.', { remedy: 'Download manifest.json instead.' })
  }
  const pieces: Uint8Array[] = []
  for await (const piece of download.read()) pieces.push(piece)
  return decodeManifest(Buffer.concat(pieces))
}
