import { expect, test } from 'vitest'
import { waitForEnd } from '../../../server/http/wait.ts'
import { openSite } from '../../support/http.ts'

const never = new AbortController().signal

test('it waits for the end of a job, whoever runs it', async () => {
  await using site = await openSite()
  const target = await site.house.addTarget({ name: 'near' })
  const { id } = await site.http.rescans.rescan(target.id)
  expect((await waitForEnd(id, site.http, { seconds: null, signal: never })).state).toBe('completed')
})

test('it answers with the job as it is when the time is over, and ends with the client', async () => {
  await using site = await openSite({ isWorking: false })
  const target = await site.house.addTarget({ name: 'near' })
  const { id } = await site.http.rescans.rescan(target.id)
  expect((await waitForEnd(id, site.http, { seconds: 0.1, signal: never })).state).toBe('pending')
  const gone = new AbortController()
  const waiting = waitForEnd(id, site.http, { seconds: null, signal: gone.signal })
  gone.abort()
  await expect(waiting).rejects.toThrow()
})
