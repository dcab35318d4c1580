import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Backup } from '../../../server/domain/backup.ts'
import type { PlanSettingsInput } from '../../../server/domain/plan.ts'
import type { Source } from '../../../server/domain/source.ts'
import type { Target } from '../../../server/domain/target.ts'
import type { House } from '../../support/installation.ts'

export interface Everything {
  readonly shop: Source
  readonly uploads: Source
  readonly holdfast: Source
  readonly everything: Source
  readonly shelf: Target
  readonly backup: Backup
}

/** A database, a tree and the settings as one source with a backup; since then all three have changed. */
export async function openEverything(house: House, settings: PlanSettingsInput = { codec: 'deflate' }): Promise<Everything> {
  house.sqlite('shop.db', "CREATE TABLE people (name); INSERT INTO people VALUES ('Ada'), ('Grace'); CREATE TABLE visits (at)")
  mkdirSync(house.path('uploads', 'pictures'), { recursive: true })
  writeFileSync(house.path('uploads', 'letter'), 'then')
  writeFileSync(house.path('uploads', 'pictures', 'cat'), 'meow')
  const shop = await house.addSource({ name: 'shop' })
  const uploads = await house.addSource({ name: 'uploads', dialect: 'files', config: { path: house.path('uploads') } })
  const holdfast = await house.addSource({ name: 'holdfast', dialect: 'settings', config: { path: house.path('data') } })
  const members = [shop.id, uploads.id, holdfast.id]
  const everything = await house.addSource({ name: 'everything', dialect: 'bundle', config: { members } })
  const shelf = await house.addTarget({ name: 'shelf' })
  const plan = await house.addPlan({ name: 'nightly', sourceIds: [everything.id], targetIds: [shelf.id], settings })
  const backup = await house.backup({ sourceId: everything.id, planId: plan.id })
  changeAll(house)
  return { shop, uploads, holdfast, everything, shelf, backup }
}

export function changeAll(house: House): void {
  house.sqlite('shop.db', "INSERT INTO people VALUES ('Linus')")
  writeFileSync(house.path('uploads', 'letter'), 'now')
}

/** How many people there are, and what the letter says. */
export function state(house: House): [number, string] {
  return [house.rows('shop.db', 'SELECT name FROM people').length, readFileSync(house.path('uploads', 'letter'), 'utf8')]
}

export const earlier: [number, string] = [2, 'then']
export const later: [number, string] = [3, 'now']

/**
 * Writes a dialect for one text file that marks no sections. It fails a restore once, telling its secret, where `<path>.moody` lies. Returns the file of
 * the plugin.
 */
export function writeMoodyPlugin(house: { path(name: string): string }, file = house.path('moody.mjs')): string {
  const [zod, files] = [import.meta.resolve('zod'), 'node:fs']
  writeFileSync(
    file,
    `
import { z } from ${JSON.stringify(zod)}
import { existsSync, readFileSync, rmSync, writeFileSync } from ${JSON.stringify(files)}
const open = ({ path, password }) => ({
  supports: { partial: false, snapshot: true, liveRestore: false, drill: false, unchanged: false, existing: ['refuse', 'replace'] },
  async probe() {
    return { engine: 'moody', version: '1', identity: 'moody:' + path, sizeBytes: null, tables: [], parts: ['moody.txt'], isEmpty: !existsSync(path) }
  },
  async *dump() {
    yield { type: 'part', name: 'moody.txt' }
    yield { type: 'bytes', bytes: new Uint8Array(readFileSync(path)) }
    yield { type: 'trailer' }
  },
  async restore(parts) {
    for await (const part of parts) {
      const pieces = []
      for await (const piece of part.bytes) pieces.push(Uint8Array.from(piece))
      if (existsSync(path + '.moody')) {
        rmSync(path + '.moody')
        throw new Error('not in the mood, ' + password)
      }
      writeFileSync(path, Buffer.concat(pieces))
    }
    return { sections: 1, rows: null, warnings: [] }
  },
  async *inspect() {},
  async [Symbol.asyncDispose]() {},
})
export default {
  contract: 1, kind: 'dialect', name: 'moody', title: { en: 'Moody', 'zh-CN': '任性' }, parts: ['moody.txt'],
  config: z.object({ path: z.string(), password: z.string().meta({ secret: true }) }),
  open: async (config) => open(config),
}
`,
  )
  return file
}
