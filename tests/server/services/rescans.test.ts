import { expect, test } from 'vitest'
import { RescanService } from '../../../server/services/rescans.ts'
import { openHouse } from '../../support/installation.ts'

test('a target is rescanned by its name, and one that does not exist is named', async () => {
  await using house = await openHouse()
  const { id } = await house.addTarget({ name: 'near' })
  const service = new RescanService(house.installation)
  expect(await service.rescan('near')).toMatchObject({ kind: 'rescan', targetId: id, state: 'pending', trigger: 'manual' })
  await expect(service.rescan('nowhere')).rejects.toMatchObject({ code: 'not_found' })
})
