import { expect, test } from 'vitest'
import { ContractSettingsService } from '../../../server/services/contract-settings.ts'
import { SystemBackupService } from '../../../server/services/system-backups.ts'
import { TargetService } from '../../../server/services/targets.ts'
import { openHouse } from '../../support/installation.ts'

const call = { signal: new AbortController().signal }

test('it is initialised once the views are there, and again does nothing more', async () => {
  await using house = await openHouse()
  const service = new SystemBackupService(house.installation)
  expect(await service.isInitialised()).toBe(false)
  await service.initialise(call)
  await service.initialise(call)
  expect(await service.isInitialised()).toBe(true)
  const targets = await new TargetService(house.installation).list()
  expect(targets).toMatchObject([{ name: 'database', kind: 'database', config: { path: house.path('data', 'backups.db') } }])
  expect((await new ContractSettingsService(house.installation).show()).contracts.e.target).toBe('database')
})

test('a target of ours that was given another name is found again', async () => {
  await using house = await openHouse()
  const service = new SystemBackupService(house.installation)
  const targets = new TargetService(house.installation)
  await service.initialise(call)
  await targets.change('database', { name: 'inside' }, { isProbed: false, isRebound: false, ...call })
  await service.initialise(call)
  expect((await targets.list()).map(({ name }) => name)).toEqual(['inside'])
})

test('names that are taken are in nobody’s way', async () => {
  await using house = await openHouse()
  await house.addTarget({ name: 'database' })
  await house.addTarget({ name: 'system-backups' })
  await new SystemBackupService(house.installation).initialise(call)
  const own = (await new TargetService(house.installation).list()).filter(({ kind }) => kind === 'database')
  expect(own).toMatchObject([{ name: expect.stringMatching(/^system-backups-[0-9a-f]{8}$/) }])
})
