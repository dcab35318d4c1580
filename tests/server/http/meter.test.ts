import { expect, test } from 'vitest'
import { Meter, openMeter } from '../../../server/http/meter.ts'

test('answers are counted by group and status', () => {
  const meter = new Meter()
  meter.countRequest('native', 200)
  meter.countRequest('native', 200)
  meter.countRequest('contract a', 200)
  expect(meter.requests).toEqual([
    { group: 'native', status: 200, count: 2 },
    { group: 'contract a', status: 200, count: 1 },
  ])
  expect(meter.takeLag()).toBeNull()
})

test('a meter that looks at the event loop sees what holds it up, and begins anew once asked', async () => {
  using meter = openMeter()
  const pause = () => new Promise((resolve) => setTimeout(resolve, 60))
  await pause()
  const until = performance.now() + 300
  while (performance.now() < until);
  await pause()
  const lag = meter.takeLag()!
  expect(lag.max).toBeGreaterThan(0.2)
  expect(lag.mean).toBeLessThanOrEqual(lag.max)
  expect(meter.takeLag()).toBeNull()
})
