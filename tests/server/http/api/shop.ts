import type { Backup } from '../../../../server/domain/backup.ts'
import type { Source } from '../../../../server/domain/source.ts'
import type { Target } from '../../../../server/domain/target.ts'
import type { Site } from '../../../support/http.ts'

/** A database with two tables of which one holds two rows, and where it is backed up to. */
export interface Shop {
  readonly source: Source
  readonly target: Target
}

export async function openShop(site: Site, name = 'shop'): Promise<Shop> {
  site.house.sqlite(`${name}.db`, 'create table item (id integer primary key, name text); create table bill (id integer primary key)')
  site.house.sqlite(`${name}.db`, "insert into item values (1, 'pen'), (2, 'ink')")
  const source = await site.house.addSource({ name })
  const target = await site.house.addTarget({ name: `${name}-disk` })
  return { source, target }
}

/** Asks for a backup over HTTP, waits for it, and resolves with it. */
export async function backUp(site: Site, body: object): Promise<Backup> {
  const response = await site.post('/api/v1/backups?wait=60', body)
  const job = (await response.json()) as { state: string; backupIds: string[]; failure: unknown }
  if (response.status !== 200 || job.state !== 'completed') throw new Error(`No backup came: ${JSON.stringify(job)}`)
  return (await site.house.installation.store.backups.find(job.backupIds[0]!))!
}
