import { expect, test } from 'vitest'
import { openScripted } from './daemon-scripts.ts'

test('the first document’s own examples pass as plain curl commands against a daemon', async () => {
  await using daemon = await openScripted()
  expect(await daemon.script('a.sh')).toMatch(/passed\n$/)
  expect(daemon.rows('shop', 'select name from people')).toHaveLength(2)
})
