import { expect, test } from 'vitest'
import { openScripted } from './daemon-scripts.ts'

test('the fourth document’s own examples pass as plain curl commands against a daemon, and staging then holds what the shop did', async () => {
  await using daemon = await openScripted()
  expect(await daemon.script('d.sh')).toMatch(/passed\n$/)
  expect(daemon.rows('staging', 'select name from people order by name')).toEqual([{ name: 'Ada' }, { name: 'Grace' }])
})
