import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { Plan } from '../../../../server/domain/plan.ts'
import { sampleBackup, sampleCopy, sampleJob } from '../../store/samples.ts'
import { openPages } from '../pages-browser.ts'

const daily = { schedule: { kind: 'daily', time: '02:00' } } as const

test('with more than a thousand backups and sixty plans the page stays small and leaves out no alert', async () => {
  await using site = await openPages()
  const { house } = site
  const { store, newId } = house.installation
  const source = await house.addSource({ name: 'shop' })
  const target = await house.addTarget({ name: 'disk' })
  const plans: Plan[] = []
  for (let at = 0; at < 62; at += 1) {
    plans.push(await house.addPlan({ name: `plan ${at}`, sourceIds: [source.id], targetIds: [target.id], settings: daily }))
  }
  await store.transaction(async (nouns) => {
    for (let at = 0; at < 1010; at += 1) {
      const id = newId()
      const startedAt = new Date(house.clock.now().getTime() + at)
      await nouns.backups.put(sampleBackup({ id, planId: plans[at % 62]!.id, sourceId: source.id, startedAt, plainBytes: at * 1e6 }))
      await nouns.copies.put(sampleCopy({ backupId: id, targetId: target.id, state: at % 100 === 99 ? 'missing' : 'kept' }))
    }
  })
  const page = await (await (await site.signedIn('ada', 'admin')).get('/')).text()
  expect(page).toContain('and 6 more like this')
  expect(page).toContain('37 more plans')
  expect(page.split('<tr>').length - 1).toBe(26)
  expect(gzipSync(page).length).toBeLessThan(50_000)
})

test('of too many plans those that are late are shown, then those of which a run failed, and each is said above', async () => {
  await using site = await openPages()
  const { house } = site
  const { store, newId } = house.installation
  const source = await house.addSource({ name: 'shop' })
  const target = await house.addTarget({ name: 'disk' })
  const name = (at: number) => `plan ${String(at).padStart(3, '0')}`
  for (let at = 0; at < 70; at += 1) {
    const settings = at === 68 ? daily : {}
    const plan = await house.addPlan({ name: name(at), sourceIds: [source.id], targetIds: [target.id], settings })
    // All have failed once; the last one has not been made good.
    for (const state of at === 69 ? (['failed'] as const) : (['failed', 'completed'] as const)) {
      const now = house.clock.now()
      await store.jobs.insert(
        sampleJob({ id: newId(), planId: plan.id, sourceId: source.id, state, queuedAt: now, startedAt: now, finishedAt: now }),
        [],
      )
      house.clock.advance(1000)
    }
  }
  house.clock.advance(3 * 86_400_000)
  const page = await (await (await site.signedIn('ada', 'admin')).get('/')).text()
  const shown = [...page.matchAll(/>(plan \d+)<\/a><br>/g)].map(([, found]) => found)
  const first = Array.from({ length: 23 }, (_, at) => name(at))
  expect(shown).toEqual([...first, name(68), name(69)])
  expect(page).toContain(`The plan ${name(68)} is overdue`)
  expect(page).toContain(`The last run of ${name(69)} failed.`)
})
