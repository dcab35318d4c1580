import { describe, expect, test } from 'vitest'
import { ensureDefaults } from '../../../server/services/defaults.ts'
import { openPlace, untested } from './place.ts'

describe('a first start', () => {
  test('finds a target and the program’s own settings ready, in the data folder', async () => {
    await using place = await openPlace({ dataPath: '/srv/data' })
    await ensureDefaults(place.installation)
    expect(await place.targets.list()).toMatchObject([{ name: 'local', kind: 'local', config: { path: '/srv/data/backups' } }])
    expect(await place.sources.list()).toMatchObject([{ name: 'holdfast', dialect: 'settings', config: { path: '/srv/data' } }])
  })

  test('is once: what somebody removed does not come back', async () => {
    await using place = await openPlace()
    await ensureDefaults(place.installation)
    await place.targets.remove('local', { isForced: false })
    await ensureDefaults(place.installation)
    expect(await place.targets.list()).toEqual([])
    expect(await place.sources.list()).toHaveLength(1)
  })

  test('by two processes at once makes one of each', async () => {
    await using place = await openPlace()
    await Promise.all([ensureDefaults(place.installation), ensureDefaults(place.installation)])
    expect(await place.targets.list()).toHaveLength(1)
  })

  test('adds nothing beside what somebody made before', async () => {
    await using place = await openPlace()
    await place.targets.add({ name: 'nas', kind: 'local', config: { path: '/mnt' } }, untested)
    await ensureDefaults(place.installation)
    expect((await place.targets.list()).map(({ name }) => name)).toEqual(['nas'])
  })
})
