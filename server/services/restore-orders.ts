import { isAbsolute } from 'node:path'
import { Failure } from '../../plugins/failure.ts'
import type { Backup } from '../domain/backup.ts'
import type { RequestOf } from '../domain/work.ts'
import { parseConfig } from '../plugins/open.ts'
import { secretFields } from '../plugins/secrets.ts'
import type { Installation } from './installation.ts'
import { findNoun } from './names.ts'
import type { Upload } from './uploads.ts'

type Request = RequestOf<'restore'>

/** What somebody wants restored, as far as it is said. */
export interface RestoreWish {
  readonly from: { readonly backup: Backup } | { readonly upload: Upload }
  /** A source by name or id, or a place that is not kept. Where a backup came from if absent. */
  readonly to?: { readonly source: string } | { readonly dialect: string; readonly config: Readonly<Record<string, unknown>> } | undefined
  readonly tables?: readonly string[] | undefined
  /** `replace` in a source and `refuse` elsewhere if absent. */
  readonly existing?: Request['existing'] | undefined
  /** True if absent. */
  readonly isSafe?: boolean | undefined
}

/** The request that a wish comes to. Throws `not_found` for a source or dialect that isn't there, `invalid` naming the field that is wrong or missing. */
export async function restoreRequestOf(wish: RestoreWish, installation: Installation): Promise<Request> {
  const to = await destinationOf(wish, installation)
  return {
    kind: 'restore',
    from: 'backup' in wish.from ? { backupId: wish.from.backup.id } : { path: wish.from.upload.path, name: wish.from.upload.name },
    to,
    existing: wish.existing ?? ('sourceId' in to ? 'replace' : 'refuse'),
    tables: wish.tables === undefined ? null : [...wish.tables],
    isSafe: wish.isSafe ?? true,
    undoOf: null,
  }
}

async function destinationOf({ from, to }: RestoreWish, installation: Installation): Promise<Request['to']> {
  if (to === undefined) {
    const sourceId = 'backup' in from ? from.backup.sourceId : null
    if (sourceId !== null) return { sourceId }
    throw wrong('to', 'It is not said where to restore to.', 'Name a source, or a dialect with its configuration.')
  }
  if ('source' in to) return { sourceId: (await findNoun(to.source, 'source', installation.store.sources)).id }
  const plugin = await installation.registry.dialect(to.dialect)
  const secret = secretFields(plugin).find((name) => to.config[name] !== undefined)
  if (secret !== undefined) {
    const message = `"${secret}" is a secret, and the request of a job is kept as it is.`
    throw wrong(`to.config.${secret}`, message, 'Add the place as a source, and restore into that.')
  }
  const config = parseConfig(plugin, to.config) as Record<string, unknown>
  const { path } = config
  if (typeof path === 'string' && !isAbsolute(path))
    throw wrong('to.config.path', 'The path is not absolute.', 'Write it from the root on.')
  return { dialect: plugin.name, config }
}

function wrong(field: string, message: string, remedy: string): Failure {
  return new Failure('invalid', message, { remedy, detail: { fields: [field] } })
}
