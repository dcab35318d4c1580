import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Backup } from '../../../server/domain/backup.ts'
import type { Plan } from '../../../server/domain/plan.ts'
import type { Source } from '../../../server/domain/source.ts'
import type { Target } from '../../../server/domain/target.ts'
import type { House } from '../../support/installation.ts'

export interface Shop {
  readonly source: Source
  readonly target: Target
  readonly plan: Plan
  readonly backup: Backup
}

export const peopleThen = [{ name: 'Ada' }, { name: 'Grace' }]
export const peopleNow = [...peopleThen, { name: 'Linus' }]

/** A database with a backup of two people; since then a third one came, and the table of orders. */
export async function openShop(house: House): Promise<Shop> {
  house.sqlite(
    'shop.db',
    "CREATE TABLE people (name); INSERT INTO people VALUES ('Ada'), ('Grace'); CREATE TABLE visits (at); INSERT INTO visits VALUES (1)",
  )
  const source = await house.addSource({ name: 'shop' })
  const target = await house.addTarget({ name: 'shelf' })
  const plan = await house.addPlan({ name: 'nightly', sourceIds: [source.id], targetIds: [target.id] })
  const backup = await house.backup({ sourceId: source.id, planId: plan.id })
  house.sqlite('shop.db', "INSERT INTO people VALUES ('Linus'); CREATE TABLE orders (id); UPDATE visits SET at = 2")
  return { source, target, plan, backup }
}

export function people(house: House, file = 'shop.db'): unknown[] {
  return house.rows(file, 'SELECT name FROM people ORDER BY name')
}

/** Changes one byte in the middle of an archive. */
export function damage(path: string): void {
  const bytes = readFileSync(path)
  const at = Math.floor(bytes.length / 2)
  bytes[at] = bytes[at]! ^ 0xff
  writeFileSync(path, bytes)
}

/** A tree of one letter with a backup, changed since: where no database is needed, it is there sooner. */
export async function openTree(house: House): Promise<Shop> {
  mkdirSync(house.path('tree'))
  writeFileSync(house.path('tree', 'letter'), 'then')
  const source = await house.addSource({ name: 'tree', dialect: 'files', config: { path: house.path('tree') } })
  const target = await house.addTarget({ name: 'shelf' })
  const plan = await house.addPlan({ name: 'nightly', sourceIds: [source.id], targetIds: [target.id] })
  const backup = await house.backup({ sourceId: source.id, planId: plan.id })
  writeFileSync(house.path('tree', 'letter'), 'now')
  return { source, target, plan, backup }
}

export function letter(house: House, folder = 'tree'): string {
  return readFileSync(house.path(folder, 'letter'), 'utf8')
}
