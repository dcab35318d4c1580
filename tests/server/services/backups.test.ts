import { expect, test } from 'vitest'
import { BackupService } from '../../../server/services/backups.ts'
import { openHouse } from '../../support/installation.ts'
import { addPlace, behind, putBackup } from './keeping.ts'

const plain = { withDependants: false, isForced: false }

test('a backup is found by its id, the start of it or its name, and what several share is refused', async () => {
  await using house = await openHouse()
  const place = await addPlace(house)
  const one = await putBackup(house, { name: 'backup_auto_20260101_000000.zip' }, place)
  const service = new BackupService(house.installation)
  for (const text of [one.id, one.id.slice(0, 8), one.name]) expect((await service.find(text)).id).toBe(one.id)
  await putBackup(house, { name: one.name }, place)
  await expect(service.find(one.name)).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining(one.id.slice(0, 12)) })
  for (const text of ['', 'ab', 'nothing']) await expect(service.find(text)).rejects.toMatchObject({ code: 'not_found' })
})

test('everything about a backup is shown with its chain and what could not do without it', async () => {
  await using house = await openHouse()
  const place = await addPlace(house)
  const full = await putBackup(house, {}, place)
  const middle = await putBackup(house, behind(full), place)
  const last = await putBackup(house, behind(middle), place)
  const shown = await new BackupService(house.installation).show(middle.id)
  expect(shown.chain.map(({ id }) => id)).toEqual([full.id, middle.id, last.id])
  expect(shown.breaks.map(({ id }) => id)).toEqual([last.id])
  expect(shown.copies).toHaveLength(1)
})

test('what others need is removed only together with them, those that refer first', async () => {
  await using house = await openHouse()
  const place = await addPlace(house)
  const full = await putBackup(house, {}, place)
  const middle = await putBackup(house, behind(full), place)
  const last = await putBackup(house, behind(middle), place)
  await putBackup(house, {}, place)
  const service = new BackupService(house.installation)
  await expect(service.remove([full.id], plain)).rejects.toMatchObject({ code: 'conflict', detail: { breaks: [last.id, middle.id] } })
  const job = await service.remove([full.id], { ...plain, withDependants: true })
  expect(job.request).toMatchObject({ kind: 'prune', planId: null, backupIds: [last.id, middle.id, full.id] })
  expect((await service.remove([middle.id, last.id], plain)).state).toBe('pending')
})

test('a pinned backup is not removed, whoever needs it', async () => {
  await using house = await openHouse()
  const place = await addPlace(house)
  const full = await putBackup(house, {}, place)
  const pinned = await putBackup(house, behind(full), place)
  await putBackup(house, {}, place)
  const service = new BackupService(house.installation)
  await service.pin(pinned.id)
  const all = { withDependants: true, isForced: true }
  await expect(service.remove([full.id], all)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('pinned') })
  await service.unpin(pinned.id)
  expect((await service.remove([full.id], all)).kind).toBe('prune')
})

test('the last good backup of a source is removed only when forced', async () => {
  await using house = await openHouse()
  const place = await addPlace(house)
  const good = await putBackup(house, {}, place)
  const bad = await putBackup(house, {}, place)
  await house.installation.store.copies.setState({ backupId: bad.id, targetId: place.target.id }, 'missing', 'a test')
  const service = new BackupService(house.installation)
  await expect(service.remove([good.id], plain)).rejects.toMatchObject({ code: 'conflict', remedy: expect.stringContaining('--force') })
  expect((await service.remove([bad.id], plain)).kind).toBe('prune')
  expect((await service.remove([good.id], { ...plain, isForced: true })).kind).toBe('prune')
})

test('what is about to go can not be pinned any more', async () => {
  await using house = await openHouse()
  const place = await addPlace(house)
  const going = await putBackup(house, { state: 'delete_pending' }, place)
  await expect(new BackupService(house.installation).pin(going.id)).rejects.toMatchObject({ code: 'conflict' })
})

test('a description is kept, and one without end is refused', async () => {
  await using house = await openHouse()
  const { id } = await putBackup(house, {}, await addPlace(house))
  const service = new BackupService(house.installation)
  await service.describe(id, 'before the move')
  expect((await service.find(id)).description).toBe('before the move')
  await expect(service.describe(id, 'x'.repeat(2001))).rejects.toMatchObject({ code: 'invalid' })
})
