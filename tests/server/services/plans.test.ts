import { describe, expect, test } from 'vitest'
import { idOf, now, sampleBackup, sampleCopy, sampleJob } from '../store/samples.ts'
import { openPlace, untested, withPlan } from './place.ts'

const recipient = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p'

describe('a plan', () => {
  test('is kept with its defaults and its next run in its zone', async () => {
    await using place = await openPlace()
    await withPlan(place)
    const plan = await place.plans.change('nightly', { settings: { zone: 'Asia/Shanghai', mode: 'incremental' } })
    expect(plan).toMatchObject({
      folder: 'nightly',
      isPaused: false,
      lastSlot: null,
      nextSlot: new Date('2031-05-06T19:00:00Z'),
      nextRunAt: new Date('2031-05-06T19:00:00Z'),
      nextVerifyAt: null,
      settings: { zone: 'Asia/Shanghai', mode: 'incremental', codec: 'zstd', retention: { keepLast: 2, verifiedFloor: 1 } },
    })
    expect(await place.plans.find(plan.id)).toEqual(plan)
  })

  test('has a folder that neither a plan nor a source has', async () => {
    await using place = await openPlace()
    await withPlan(place)
    const plan = await place.plans.add({ name: 'App', sources: ['app', 'app'], targets: ['nas'], settings: {} })
    expect(plan).toMatchObject({ folder: 'app-2', sourceIds: [expect.any(String)], nextSlot: null })
  })

  test.each([
    [{ schedule: { kind: 'cron', expression: '61 * * * *' } }, 'invalid'],
    [{ schedule: { kind: 'cron', expression: '0 0 30 2 *' } }, 'never comes'],
    [{ verification: { schedule: { kind: 'cron', expression: '0 0 30 2 *' } } }, 'verification.schedule'],
    [{ zone: 'Mars/Olympus' }, 'Mars/Olympus'],
    [{ recipients: ['age1qqqq'] }, 'age'],
    [{ retention: { keepLst: 3 } }, 'keepLst'],
    [{ retention: { keepLast: 0 } }, 'retention.keepLast'],
    [{ shedule: null }, 'shedule: there is no such setting'],
    [{ verification: { level: 'stored', assertions: ['select 1'] } }, 'verification.assertions'],
    [{ retries: 21, jitterSeconds: -1 }, 'jitterSeconds'],
  ])('is refused with the settings %j', async (settings, message) => {
    await using place = await openPlace()
    await withPlan(place)
    const adding = place.plans.add({ name: 'p', sources: ['app'], targets: ['nas'], settings: settings as never })
    const error = (await adding.catch((reason: Error) => reason)) as Error
    expect(error).toMatchObject({ code: 'invalid' })
    if (message !== 'invalid') expect(error.message).toContain(message)
    expect(await place.plans.list()).toHaveLength(1)
  })

  test('needs a source and a target that are there', async () => {
    await using place = await openPlace()
    await withPlan(place)
    const none = { name: 'p', sources: [], targets: ['nas'], settings: {} }
    await expect(place.plans.add(none)).rejects.toMatchObject({ code: 'invalid', detail: { fields: ['sources'] } })
    await expect(place.plans.change('nightly', { targets: [] })).rejects.toMatchObject({ detail: { fields: ['targets'] } })
    await expect(place.plans.add({ ...none, sources: ['ap'] })).rejects.toMatchObject({ code: 'not_found', remedy: 'Did you mean "app"?' })
    await expect(place.plans.add({ ...none, name: 'nightly', sources: ['app'] })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('changes only in what is given, of retention and verification too', async () => {
    await using place = await openPlace()
    await withPlan(place)
    await place.plans.change('nightly', { settings: { retention: { keepDays: 30 }, recipients: [recipient], timeoutMs: 5000 } })
    const plan = await place.plans.change('nightly', { name: 'n2', settings: { retention: { keepLast: null }, timeoutMs: null } })
    expect(plan).toMatchObject({
      name: 'n2',
      folder: 'nightly',
      settings: { retention: { keepLast: null, keepDays: 30 }, recipients: [recipient], timeoutMs: null },
    })
  })

  test('that is due stays due when something else changes, and starts anew when its schedule does', async () => {
    await using place = await openPlace()
    const { plan } = await withPlan(place)
    place.clock.time = new Date(plan.nextRunAt!.getTime() + 60_000)
    expect((await place.plans.change('nightly', { settings: { retries: 5 } })).nextSlot).toEqual(plan.nextSlot)
    const changed = await place.plans.change('nightly', { settings: { schedule: { kind: 'daily', time: '04:00' } } })
    expect(changed.nextSlot).toEqual(new Date('2031-05-07T04:00:00Z'))
  })

  test('rests while it is paused, and makes up for nothing when it is resumed', async () => {
    await using place = await openPlace()
    const { plan } = await withPlan(place)
    expect(await place.plans.pause('nightly')).toMatchObject({ isPaused: true, nextSlot: null, nextRunAt: null })
    expect((await place.plans.change('nightly', { settings: { zone: 'Asia/Tokyo' } })).nextSlot).toBeNull()
    place.clock.time = new Date(plan.nextRunAt!.getTime() + 5 * 86_400_000)
    const resumed = await place.plans.resume('nightly')
    expect(resumed.isPaused).toBe(false)
    expect(resumed.nextSlot!.getTime()).toBeGreaterThan(place.clock.time.getTime())
    place.clock.time = new Date(resumed.nextSlot!.getTime() + 60_000)
    expect((await place.plans.resume('nightly')).nextSlot, 'one that is due and does not rest').toEqual(resumed.nextSlot)
  })

  test('verifies on a schedule of its own', async () => {
    await using place = await openPlace()
    await withPlan(place)
    const schedule = { kind: 'weekly' as const, weekday: 1, time: '05:00' }
    const plan = await place.plans.change('nightly', { settings: { verification: { level: 'proven', schedule } } })
    expect(plan.nextVerifyAt).toEqual(new Date('2031-05-12T05:00:00Z'))
  })
})

describe('a preview', () => {
  test('shows the next five runs of settings that are not kept', async () => {
    await using place = await openPlace()
    const preview = await place.plans.preview({ schedule: { kind: 'daily', time: '03:00' } })
    expect(preview.retention).toBeNull()
    expect(preview.runs.map((run) => run.toISOString())).toEqual(
      [7, 8, 9, 10, 11].map((day) => `2031-05-${String(day).padStart(2, '0')}T03:00:00.000Z`),
    )
    await expect(place.plans.preview({ zone: 'nowhere' })).rejects.toMatchObject({ code: 'invalid' })
  })

  test('shows what a policy would remove and why, and removes nothing', async () => {
    await using place = await openPlace()
    const { source, target, plan } = await withPlan(place)
    for (let day = 1; day <= 5; day += 1) {
      const startedAt = new Date(now.getTime() - day * 86_400_000)
      await place.store.backups.put(sampleBackup({ id: idOf(day), planId: plan.id, sourceId: source.id, startedAt, isPinned: day === 5 }))
      await place.store.copies.put(sampleCopy({ backupId: idOf(day), targetId: target.id, state: day === 1 ? 'missing' : 'kept' }))
    }
    const { retention } = await place.plans.preview({}, 'nightly')
    expect(retention).toMatchObject({ removed: 1, kept: 4, refusal: null })
    const gone = retention!.decisions.filter(({ keep }) => !keep)
    expect(gone.map(({ id }) => id)).toEqual([idOf(4)])
    expect(gone[0]!.reasons.length).toBeGreaterThan(0)
    expect(gone[0]!.backup.id).toBe(idOf(4))
    expect((await place.plans.preview({ retention: { keepLast: null } }, 'nightly')).retention).toMatchObject({ removed: 0 })
    expect(await place.store.backups.count({ state: 'kept' })).toBe(5)
  })

  test('says so when the clock forbids any removal', async () => {
    await using place = await openPlace()
    const { source, target, plan } = await withPlan(place)
    await place.store.backups.put(sampleBackup({ planId: plan.id, sourceId: source.id, startedAt: new Date('2041-01-01') }))
    await place.store.copies.put(sampleCopy({ targetId: target.id }))
    expect((await place.plans.preview({}, 'nightly')).retention).toMatchObject({ removed: 0, refusal: expect.stringContaining('clock') })
  })
})

describe('removing a plan', () => {
  test('keeps its backups, but only when forced', async () => {
    await using place = await openPlace()
    const { plan } = await withPlan(place)
    await place.store.backups.put(sampleBackup({ planId: plan.id }))
    await place.store.jobs.insert(sampleJob({ planId: plan.id, sourceId: null }), [])
    await expect(place.plans.remove('nightly', { isForced: false })).rejects.toMatchObject({ code: 'conflict' })
    await place.plans.remove('nightly', { isForced: true })
    expect(await place.plans.list()).toEqual([])
    expect(await place.store.backups.find(idOf(1))).toMatchObject({ planId: null })
    expect((await place.store.jobs.find(idOf(1)))?.state).toBe('cancelled')
  })

  test('without backups and jobs happens at once', async () => {
    await using place = await openPlace()
    await withPlan(place)
    await place.plans.remove('nightly', { isForced: false })
    await place.sources.remove('app', { isForced: false })
    expect(await place.sources.list()).toEqual([])
    expect((await place.sources.add({ name: 'app', dialect: 'sqlite', config: { path: '/x' } }, untested)).source.folder).toBe('app')
  })
})
