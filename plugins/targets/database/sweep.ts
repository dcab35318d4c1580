import { dirname, join } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { Call } from '../../contract.ts'
import type { ArchiveFile } from './archive-file.ts'
import { isProbe, ownerOfProbe } from './probe.ts'
import { reclaimQuietly } from './reclaim.ts'

const reclaimMs = 20_000

interface Unfinished {
  readonly id: number
  readonly key: string | null
  readonly state: string
  readonly owner: string
  readonly modifiedAt: number
}

/** See `Target.sweep`: unfinished objects, probes whose process died before it removed them, and space that was not given back. */
export async function sweep(file: ArchiveFile, before: Date, call: Call): Promise<number> {
  const doing = 'sweeping unfinished archives'
  const found = (await file.read(call, { doing, run: findUnfinished })) ?? []
  let removed = 0
  for (const one of found) {
    const isDue = one.state === 'removing' || one.modifiedAt < before.getTime() || file.host.isGone(ownerOf(one))
    if (isDue) removed += await file.commit(call, { doing, run: (database) => release(database, one) })
  }
  if (removed > 0) await reclaimQuietly(file, call, reclaimMs)
  return removed + (await sweepDrafts(file, call))
}

function findUnfinished(database: Database): Unfinished[] {
  const columns = 'id, key, state, owner, modified_at as modifiedAt'
  const unkept = database.prepare(`select ${columns} from object where state in ('writing', 'removing')`).all() as Unfinished[]
  const probes = database.prepare(`select ${columns} from object where key >= 'holdfast-probe-' and key < 'holdfast-probe.'`).all()
  return [...unkept, ...(probes as Unfinished[]).filter(({ key }) => isProbe(key!))]
}

function ownerOf({ key, owner }: Unfinished): string {
  return key === null ? owner : ownerOfProbe(key)
}

/** Only if its writer did nothing since it was looked at. */
function release(database: Database, { id, state, modifiedAt }: Unfinished): number {
  const update = "update object set state = 'removing', key = null where id = ? and state = ? and modified_at = ?"
  return database.prepare(update).run(id, state, modifiedAt).changes
}

/** What is left of a database file that was being made when its maker died. */
async function sweepDrafts(file: ArchiveFile, call: Call): Promise<number> {
  const folder = dirname(file.path)
  const names = await file.files.readdir(folder).catch(() => [])
  let removed = 0
  for (const name of names) {
    call.signal.throwIfAborted()
    if (!file.isAbandoned(name)) continue
    await file.files.unlink(join(folder, name)).catch(() => {})
    removed += 1
  }
  return removed
}
