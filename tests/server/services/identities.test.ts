import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { expect, test } from 'vitest'
import { IdentityService } from '../../../server/services/identities.ts'
import { openHouse } from '../../support/installation.ts'

test('a key is entrusted once, shown by its public half alone, and forgotten by it', async () => {
  await using house = await openHouse()
  const service = new IdentityService(house.installation)
  const identity = await generateX25519Identity()
  const recipient = await identityToRecipient(identity)
  expect(await service.add(`# a comment\n${identity}\n`)).toEqual([recipient])
  expect(await service.add(`${identity}\n`)).toEqual([])
  expect(await service.list()).toEqual([recipient])
  expect(await house.installation.store.settings.get('identities')).not.toContain(identity)
  await service.remove(recipient)
  expect(await service.list()).toEqual([])
  await expect(service.remove(recipient)).rejects.toMatchObject({ code: 'not_found' })
})

test('what is no key is refused without being shown', async () => {
  await using house = await openHouse()
  const refused = new IdentityService(house.installation).add('AGE-SECRET-KEY-1CANARY')
  await expect(refused).rejects.toMatchObject({ code: 'invalid', message: expect.not.stringContaining('CANARY') })
})

test('with its key entrusted, a sealed backup is proven, referred to and restored', async () => {
  await using house = await openHouse()
  house.sqlite('app.db', 'CREATE TABLE t (a); INSERT INTO t VALUES (1)')
  const identity = await generateX25519Identity()
  await new IdentityService(house.installation).add(identity)
  const source = await house.addSource({ name: 'app' })
  const target = await house.addTarget({ name: 'shelf' })
  const settings = { mode: 'incremental' as const, recipients: [await identityToRecipient(identity)] }
  const plan = await house.addPlan({ name: 'nightly', sourceIds: [source.id], targetIds: [target.id], settings })
  const full = await house.backup({ sourceId: source.id, planId: plan.id })
  const next = await house.backup({ sourceId: source.id, planId: plan.id })
  expect(next).toMatchObject({ isSealed: true, mode: 'incremental', needs: [full.id] })
  expect(await house.finish({ kind: 'verify', backupId: next.id, level: 'proven', targetId: null })).toMatchObject({ state: 'completed' })
  expect(await house.installation.store.backups.find(next.id)).toMatchObject({ trust: 'proven' })
})
