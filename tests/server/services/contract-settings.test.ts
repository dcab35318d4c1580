import { expect, test } from 'vitest'
import { ContractSettingsService } from '../../../server/services/contract-settings.ts'
import { openHouse } from '../../support/installation.ts'

test('with nothing configured it is said what is missing', async () => {
  await using house = await openHouse()
  const service = new ContractSettingsService(house.installation)
  await expect(service.resolve('b')).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('database source') })
  await house.addSource({ name: 'tree', dialect: 'files' })
  await expect(service.resolve('b')).rejects.toMatchObject({ message: expect.stringContaining('database source') })
  await house.addSource({ name: 'shop' })
  await expect(service.resolve('b')).rejects.toMatchObject({ message: expect.stringContaining('target') })
})

test('the first database and the first target are acted on until somebody chooses others', async () => {
  await using house = await openHouse()
  const service = new ContractSettingsService(house.installation)
  await house.addSource({ name: 'own', dialect: 'settings' })
  await house.addSource({ name: 'tree', dialect: 'files' })
  await house.addSource({ name: 'shop' })
  const forum = await house.addSource({ name: 'forum' })
  await house.addTarget({ name: 'near' })
  await house.addTarget({ name: 'far' })
  const names = async () => {
    const { source, files, settings, target } = await service.resolve('a')
    return [source.name, files?.name, settings?.name, target.name]
  }
  expect(await names()).toEqual(['shop', 'tree', 'own', 'near'])
  const shown = await service.change({ zone: 'Asia/Shanghai', contracts: { a: { source: 'forum', target: 'far' } } })
  expect(await names()).toEqual(['forum', 'tree', 'own', 'far'])
  expect(shown.zone).toBe('Asia/Shanghai')
  expect(shown.contracts.a).toEqual({
    source: 'forum',
    files: 'tree',
    target: 'far',
    isChosen: { source: true, files: false, target: true },
  })
  expect(shown.contracts.b.source).toBe('shop')
  await service.change({ contracts: { a: { target: null } } })
  expect(await names()).toEqual(['forum', 'tree', 'own', 'near'])
  await house.installation.store.sources.remove(forum.id)
  expect(await names()).toEqual(['shop', 'tree', 'own', 'near'])
})

test('what can not be meant is refused and changes nothing', async () => {
  await using house = await openHouse()
  const service = new ContractSettingsService(house.installation)
  await house.addSource({ name: 'tree', dialect: 'files' })
  await house.addSource({ name: 'shop' })
  await expect(service.change({ contracts: { b: { source: 'tree' } } })).rejects.toMatchObject({ code: 'invalid' })
  await expect(service.change({ contracts: { b: { files: 'shop' } } })).rejects.toMatchObject({ code: 'invalid' })
  await expect(service.change({ contracts: { b: { source: 'nothing' } } })).rejects.toMatchObject({ code: 'not_found' })
  await expect(service.change({ zone: 'Moon/Sea' })).rejects.toMatchObject({ code: 'invalid' })
  expect((await service.show()).contracts.b.isChosen.source).toBe(false)
})
