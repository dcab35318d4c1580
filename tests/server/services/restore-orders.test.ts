import { mkdir, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { Backup } from '../../../server/domain/backup.ts'
import { restoreRequestOf } from '../../../server/services/restore-orders.ts'
import type { Upload } from '../../../server/services/uploads.ts'
import { openHouse } from '../../support/installation.ts'

const backupOf = (sourceId: string | null) => ({ backup: { id: 'b', sourceId } as Backup })
const upload = { upload: { id: 'u', name: 'dump.sql', path: '/data/uploads/u/dump.sql' } as Upload }

/** A dialect that is reached with a password, and no more than that. */
const guarded = `
import { z } from '${import.meta.resolve('zod')}'
const text = (title, more = {}) => z.string().meta({ titles: { en: title, 'zh-CN': title }, help: { en: title, 'zh-CN': title }, ...more })
export default {
  contract: 1, kind: 'dialect', name: 'guarded', title: { en: 'Guarded', 'zh-CN': 'Guarded' }, parts: ['backup.sql'],
  config: z.object({ url: text('Address'), password: text('Password', { secret: true }).optional() }),
  open: async () => { throw new Error('not opened') },
}`

test('a backup goes back into its source, safely and in place of what is there, if nothing else is said', async () => {
  await using house = await openHouse()
  const shop = await house.addSource({ name: 'shop' })
  expect(await restoreRequestOf({ from: backupOf(shop.id) }, house.installation)).toEqual({
    kind: 'restore',
    from: { backupId: 'b' },
    to: { sourceId: shop.id },
    existing: 'replace',
    tables: null,
    isSafe: true,
    undoOf: null,
  })
  const wish = { from: upload, to: { source: 'shop' }, tables: ['item'], existing: 'keep', isSafe: false } as const
  expect(await restoreRequestOf(wish, house.installation)).toMatchObject({
    from: { path: upload.upload.path, name: 'dump.sql' },
    tables: ['item'],
    existing: 'keep',
    isSafe: false,
  })
  for (const from of [backupOf(null), upload]) {
    await expect(restoreRequestOf({ from }, house.installation)).rejects.toMatchObject({ code: 'invalid', detail: { fields: ['to'] } })
  }
})

test('a place that is not kept is checked, overwrites nothing unasked, and has no secret', async () => {
  await using house = await openHouse()
  await mkdir(house.path('plugins'))
  await writeFile(house.path('plugins', 'guarded.ts'), guarded)
  await using withPlugin = await openHouse({ pluginPaths: [house.path('plugins', 'guarded.ts')] })
  const into = (dialect: string, config: Record<string, unknown>) =>
    restoreRequestOf({ from: upload, to: { dialect, config } }, withPlugin.installation)
  expect(await into('sqlite', { path: '/srv/new.db' })).toMatchObject({
    to: { dialect: 'sqlite', config: { path: '/srv/new.db' } },
    existing: 'refuse',
  })
  await expect(into('sqlite', { path: 'new.db' })).rejects.toMatchObject({ detail: { fields: ['to.config.path'] } })
  await expect(into('sqlite', { paht: '/srv/new.db' })).rejects.toMatchObject({ code: 'invalid' })
  await expect(into('nothing', {})).rejects.toMatchObject({ code: 'not_found' })
  expect(await into('guarded', { url: 'x' })).toMatchObject({ to: { dialect: 'guarded' } })
  const refused = await into('guarded', { url: 'x', password: 'canary' }).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'invalid', detail: { fields: ['to.config.password'] } })
  expect(JSON.stringify(refused)).not.toContain('canary')
})
