import { createHash } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { Backup } from '../../../server/domain/backup.ts'
import type { Source } from '../../../server/domain/source.ts'
import { type Download, DownloadService, type DownloadWish } from '../../../server/services/downloads.ts'
import { fileName, within } from '../../../server/services/downloads-content.ts'
import { readGrant, signGrant } from '../../../server/services/downloads-links.ts'
import { placeOfFirst } from '../../../server/services/places.ts'
import { type House, openHouse } from '../../support/installation.ts'

const signal = new AbortController().signal

async function bytesOf(download: Download, range?: { fromByte: number; toByte: number }): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of download.read(range)) pieces.push(piece)
  return Buffer.concat(pieces)
}

interface Shop {
  readonly source: Source
  readonly backup: Backup
  /** Where the copy at each target lies, by the target's name. */
  readonly paths: Readonly<Record<string, string>>
}

async function backedUp(house: House, targets = ['near']): Promise<Shop> {
  house.sqlite('shop.db', 'create table item (id integer, name text); create table bill (id integer)')
  house.sqlite('shop.db', "insert into item values (1, 'pen'), (2, 'ink'); insert into bill values (7)")
  const source = await house.addSource({ name: 'shop' })
  const made = []
  for (const name of targets) made.push(await house.addTarget({ name }))
  const backup = await house.backup({ sourceId: source.id, targetIds: made.map(({ id }) => id) })
  const copies = await house.installation.store.copies.list(backup.id)
  const paths = Object.fromEntries(made.map((target) => [target.name, placeOfFirst(copies, [target])!]))
  return { source, backup, paths }
}

test('an archive is read as it lies there, whole or from one byte to another', async () => {
  await using house = await openHouse()
  const { backup, paths } = await backedUp(house)
  const file = await readFile(paths['near']!)
  const service = new DownloadService(house.installation)
  const whole = await service.open(backup, { signal })
  expect(whole).toMatchObject({ name: backup.name, sizeBytes: file.length, sha256: backup.sha256, tag: backup.sha256, target: 'near' })
  expect(
    createHash('sha256')
      .update(await bytesOf(whole))
      .digest('hex'),
  ).toBe(backup.sha256)
  const some = await service.open(backup, { signal })
  expect(await bytesOf(some, { fromByte: 10, toByte: 99 })).toEqual(file.subarray(10, 99))
})

test('so many are open at once and no more; each gives its place back however it ends', async () => {
  await using house = await openHouse()
  const { backup } = await backedUp(house)
  const service = new DownloadService(house.installation, { openMax: 1 })
  const refused = { code: 'unavailable', message: 'There are 1 downloads already.' }
  const first = await service.open(backup, { signal })
  await expect(service.open(backup, { signal })).rejects.toMatchObject(refused)
  await first[Symbol.asyncDispose]()
  await expect(service.open(backup, { part: 'nothing', signal })).rejects.toMatchObject({ code: 'not_found' })
  const both = await Promise.allSettled([service.open(backup, { signal }), service.open(backup, { signal })])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  for (const one of both) if (one.status === 'fulfilled') await bytesOf(one.value)
  await using last = await service.open(backup, { signal })
  expect(last.sizeBytes).toBe(backup.sizeBytes)
})

test('a part is put together as plain text, and of it only the tables that are wanted', async () => {
  await using house = await openHouse()
  const { backup } = await backedUp(house)
  const service = new DownloadService(house.installation)
  const read = async (wish: Omit<DownloadWish, 'signal'>) => {
    const download = await service.open(backup, { ...wish, signal })
    return { text: (await bytesOf(download)).toString('utf8'), download }
  }
  const part = await read({ part: 'backup.sql' })
  expect(part.text).toContain("'pen'")
  expect(part.text).toContain('bill')
  expect(part.download).toMatchObject({ sha256: null, name: backup.name.replace('.zip', ''), sizeBytes: Buffer.byteLength(part.text) })
  const table = await read({ tables: ['bill'] })
  expect(table.text).not.toContain("'pen'")
  expect(table.text).toMatch(/bill/)
  expect(table.download.tag).not.toBe(part.download.tag)
  const again = await service.open(backup, { part: 'backup.sql', signal })
  const range = { fromByte: 5, toByte: 50 }
  expect((await bytesOf(again, range)).toString('utf8')).toBe(part.text.slice(5, 50))
  expect(JSON.parse((await read({ part: 'manifest.json' })).text)).toMatchObject({ id: backup.id })
  for (const wish of [{ part: 'nothing.sql' }, { tables: ['nothing'] }])
    await expect(read(wish)).rejects.toMatchObject({ code: 'not_found' })
})

test('of several copies the first that can be read is taken, or the one that is asked for', async () => {
  await using house = await openHouse()
  const { backup, paths } = await backedUp(house, ['near', 'far'])
  const service = new DownloadService(house.installation)
  const targetOf = async (wish: Partial<DownloadWish>) => {
    await using download = await service.open(backup, { ...wish, signal })
    return download.target
  }
  expect(await targetOf({ target: 'far' })).toBe('far')
  expect(await targetOf({ target: 'near' })).toBe('near')
  await rm(paths['near']!)
  expect(await targetOf({})).toBe('far')
  await expect(targetOf({ target: 'near' })).rejects.toMatchObject({ code: 'not_found' })
  await expect(targetOf({ target: 'nowhere' })).rejects.toMatchObject({ code: 'not_found' })
  await rm(paths['far']!)
  await expect(targetOf({})).rejects.toMatchObject({ code: 'not_found' })
})

test('a copy that has another size is damaged, and a backup without copies or on its way out is not read', async () => {
  await using house = await openHouse()
  const { backup, paths } = await backedUp(house)
  const { copies } = house.installation.store
  const service = new DownloadService(house.installation)
  await writeFile(paths['near']!, 'short')
  await expect(service.open(backup, { signal })).rejects.toMatchObject({ code: 'corrupt' })
  await expect(service.open({ ...backup, state: 'delete_pending' }, { signal })).rejects.toMatchObject({ code: 'conflict' })
  const [copy] = await copies.list(backup.id)
  await copies.setState(copy!, 'missing', 'gone')
  await expect(service.open(backup, { signal })).rejects.toMatchObject({ code: 'not_found' })
})

test('another place than the target was is not read', async () => {
  await using house = await openHouse()
  const { backup } = await backedUp(house)
  const [target] = await house.installation.store.targets.list()
  expect(target?.identity).not.toBeNull()
  await house.installation.store.targets.setIdentity(target!.id, 'somebody-else')
  await expect(new DownloadService(house.installation).open(backup, { signal })).rejects.toMatchObject({ code: 'unavailable' })
})

test('a part of a sealed archive needs what opens it, the archive itself does not', async () => {
  await using house = await openHouse()
  const { backup } = await backedUp(house)
  const service = new DownloadService(house.installation)
  const sealed = { ...backup, isSealed: true }
  await (await service.open(sealed, { signal }))[Symbol.asyncDispose]()
  await expect(service.open(sealed, { part: 'backup.sql', signal })).rejects.toMatchObject({ code: 'denied' })
})

test('fewer bytes than were promised are an error, never an end', async () => {
  await using house = await openHouse()
  const { backup, paths } = await backedUp(house)
  const download = await new DownloadService(house.installation).open(backup, { signal })
  await writeFile(paths['near']!, 'short')
  await expect(bytesOf(download)).rejects.toMatchObject({ name: 'Failure' })
})

test('a range of several pieces is made of parts of them', () => {
  const pieces = [
    { fromByte: 10, toByte: 20 },
    { fromByte: 50, toByte: 55 },
    { fromByte: 90, toByte: 100 },
  ]
  expect(within(pieces, { fromByte: 0, toByte: 25 })).toEqual(pieces)
  expect(within(pieces, { fromByte: 3, toByte: 12 })).toEqual([
    { fromByte: 13, toByte: 20 },
    { fromByte: 50, toByte: 52 },
  ])
  expect(within(pieces, { fromByte: 15, toByte: 16 })).toEqual([{ fromByte: 90, toByte: 91 }])
  expect(within(pieces, { fromByte: 4, toByte: 4 })).toEqual([])
})

test('the file of a part is called after its archive', () => {
  const of = { part: 'backup.sql', tables: null, isOnly: true }
  expect(fileName('backup_manual_1.sql.zip', of)).toBe('backup_manual_1.sql')
  expect(fileName('backup_manual_1.sql.zip.age', { ...of, tables: ['item', 'a/b'] })).toBe('backup_manual_1-item-a-b.sql')
  expect(fileName('backup_manual_1.zip', { part: 'shop/files.tar', tables: null, isOnly: false })).toBe('backup_manual_1-shop-files.tar')
  expect(fileName('backup_manual_1.zip', { part: 'README', tables: null, isOnly: false })).toBe('backup_manual_1-README')
})

test('a link opens what it was made for until it expires, and nothing once any character of it was altered', async () => {
  await using house = await openHouse()
  const { installation, clock } = house
  const grant = { backupId: 'b', part: 'backup.sql', actor: 'user:3', expiresAt: new Date(clock.now().getTime() + 60_000) }
  const token = await signGrant(grant, installation)
  expect(await readGrant(token, installation)).toEqual(grant)
  for (let at = 0; at < token.length; at += 1) {
    for (const letter of ['A', 'B', '.', '_']) {
      const altered = token.slice(0, at) + letter + token.slice(at + 1)
      if (altered !== token) await expect(readGrant(altered, installation)).rejects.toMatchObject({ code: 'denied' })
    }
  }
  for (const wrong of ['', '.', `${token}.`, `${token}=`, token.slice(1)]) {
    await expect(readGrant(wrong, installation)).rejects.toMatchObject({ code: 'denied' })
  }
  clock.advance(60_001)
  await expect(readGrant(token, installation)).rejects.toMatchObject({ code: 'denied', message: expect.stringContaining('expired') })
})
