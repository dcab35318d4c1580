import { expect, test } from 'vitest'
import { openScripted } from './daemon-scripts.ts'

test('the examples of document E answer as documented, sent by curl to the daemon', async () => {
  await using daemon = await openScripted()
  expect(await daemon.script('e.sh')).toMatch(/passed\n$/)
  expect(daemon.rows('shop', 'select name from people')).toHaveLength(2)
})
