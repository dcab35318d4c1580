import { expect, test } from 'vitest'
import { openScripted } from './daemon-scripts.ts'

test('the endpoints of document C do what its story tells, sent by curl to the daemon, and the restore fills the other database', async () => {
  await using daemon = await openScripted()
  expect(await daemon.script('c.sh')).toMatch(/passed\n$/)
  expect(daemon.rows('staging', 'select name from people order by name')).toEqual([{ name: 'Ada' }, { name: 'Grace' }])
})
