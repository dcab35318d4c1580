import { describe, expect, test } from 'vitest'
import { sampleBackup, sampleJob } from '../store/samples.ts'
import { openPlace, signal, tested, untested, withPlan } from './place.ts'

const ledger = { name: 'books', dialect: 'ledger', config: { host: 'db', password: 'hunter2' } }

describe('a source', () => {
  test('is added once it answers, with its identity, and shown without its secrets', async () => {
    await using place = await openPlace()
    place.prober.identities.set('db', 'digest-1')
    const { source, report } = await place.sources.add(ledger, tested)
    expect(source).toMatchObject({ name: 'books', folder: 'books', identity: 'digest-1' })
    expect(source.config).toEqual({ host: 'db', password: '••••••', schemas: [] })
    expect(report?.tables).toEqual([{ name: 'users', rows: 3 }])
    expect(JSON.stringify(await place.sources.list())).not.toContain('hunter2')
    expect(await place.sources.show('books')).toEqual(source)
    expect((await place.sources.find(source.id)).config).toMatchObject({ password: 'hunter2' })
  })

  test('that does not answer is not kept, unless nobody asks', async () => {
    await using place = await openPlace()
    await expect(place.sources.add(ledger, tested)).rejects.toMatchObject({ code: 'unavailable' })
    expect(await place.sources.list()).toEqual([])
    expect((await place.sources.add(ledger, untested)).source.identity).toBeNull()
  })

  test('is refused with every wrong field named and none of their values', async () => {
    await using place = await openPlace()
    const adding = place.sources.add({ ...ledger, config: { hosst: 'db', password: 'no' } }, untested)
    const error = await adding.catch((reason: Error) => reason)
    expect(error).toMatchObject({ code: 'invalid', detail: { fields: expect.arrayContaining(['host', 'password', 'hosst']) } })
    expect((error as Error).message).toContain('did you mean "host"?')
    await expect(place.sources.add({ ...ledger, dialect: 'ledgre' }, untested)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('can not take a name that is taken, and gets a folder of its own', async () => {
    await using place = await openPlace()
    await place.sources.add(ledger, untested)
    await expect(place.sources.add(ledger, tested)).rejects.toMatchObject({ code: 'conflict' })
    expect(place.prober.asked).toEqual([])
    expect((await place.sources.add({ ...ledger, name: 'Books' }, untested)).source.folder).toBe('books-2')
  })

  test('keeps what a change leaves out, and a secret that comes as its dots', async () => {
    await using place = await openPlace()
    await place.sources.add({ ...ledger, config: { ...ledger.config, schemas: ['a'] } }, untested)
    await place.sources.change('books', { name: 'ledger', config: { host: 'other', password: '••••••' } }, untested)
    expect(await place.sources.find('ledger')).toMatchObject({
      folder: 'books',
      config: { host: 'other', password: 'hunter2', schemas: ['a'] },
    })
    await place.sources.change('ledger', { config: { password: 'changed', schemas: null } }, untested)
    expect((await place.sources.find('ledger')).config).toEqual({ host: 'other', password: 'changed', schemas: [] })
  })

  test('is probed again only when its configuration changes, and takes the identity that it then has', async () => {
    await using place = await openPlace()
    place.prober.identities.set('db', 'digest-1').set('other', 'digest-2')
    await place.sources.add(ledger, tested)
    expect((await place.sources.change('books', { name: 'ledger', config: { host: 'db' } }, tested)).report).toBeNull()
    expect((await place.sources.change('ledger', { config: { host: 'other' } }, tested)).source.identity).toBe('digest-2')
    expect((await place.sources.change('ledger', { config: { host: 'third' } }, untested)).source.identity).toBeNull()
  })

  test('that somebody else changes during the test is not overwritten', async () => {
    await using place = await openPlace()
    await place.sources.add(ledger, untested)
    place.prober.identities.set('mine', 'digest-1')
    const answer = place.prober.source.bind(place.prober)
    place.prober.source = async (use) => {
      await place.sources.change('books', { config: { password: 'theirs' } }, untested)
      return answer(use)
    }
    await expect(place.sources.change('books', { config: { host: 'mine' } }, tested)).rejects.toMatchObject({ code: 'conflict' })
    expect((await place.sources.find('books')).config).toMatchObject({ host: 'db', password: 'theirs' })
  })

  test('is tested as it is kept, or as a form has it with the kept secrets behind its dots', async () => {
    await using place = await openPlace()
    place.prober.identities.set('db', 'digest-1').set('new', 'digest-2')
    await place.sources.add(ledger, untested)
    expect((await place.sources.test('books', { signal })).identity).toBe('digest-1')
    expect((await place.sources.find('books')).identity).toBe('digest-1')
    await place.sources.test({ dialect: 'ledger', config: { host: 'new', password: '••••••' }, like: 'books' }, { signal })
    expect(place.prober.asked.at(-1)).toMatchObject({ config: { host: 'new', password: 'hunter2' } })
    await expect(place.sources.test({ dialect: 'ledger', config: { host: 'new', password: '••••••' } }, { signal })).rejects.toMatchObject({
      code: 'invalid',
    })
  })

  test('shows nothing of its configuration when its plugin is gone', async () => {
    await using place = await openPlace()
    const { source } = await place.sources.add(ledger, untested)
    await place.store.sources.update({ ...(await place.sources.find(source.id)), dialect: 'gone' })
    expect((await place.sources.show('books')).config).toEqual({ host: '••••••', password: '••••••', schemas: '••••••' })
  })
})

describe('removing a source', () => {
  test('happens at once when nothing stands on it', async () => {
    await using place = await openPlace()
    await place.sources.add(ledger, untested)
    await place.sources.remove('books', { isForced: false })
    expect(await place.sources.list()).toEqual([])
  })

  test('is refused with what it would break, and when forced breaks just that', async () => {
    await using place = await openPlace()
    const { source, plan } = await withPlan(place)
    await place.store.backups.put(sampleBackup({ sourceId: source.id }))
    const job = sampleJob({ sourceId: source.id, planId: plan.id })
    await place.store.jobs.insert(job, [])
    const refusal = await place.sources.remove('app', { isForced: false }).catch((error: Error) => error)
    expect(refusal).toMatchObject({ code: 'conflict', remedy: expect.stringContaining('--force') })
    for (const part of ['Plan "nightly" loses it', 'paused', '1 waiting job is cancelled', '1 backup stays']) {
      expect((refusal as Error).message).toContain(part)
    }
    await place.sources.remove('app', { isForced: true })
    expect(await place.plans.find('nightly')).toMatchObject({ sourceIds: [], isPaused: true, nextSlot: null, nextRunAt: null })
    expect(await place.store.jobs.find(job.id)).toMatchObject({ state: 'cancelled' })
    expect(await place.store.backups.count({})).toBe(1)
    await expect(place.plans.resume('nightly')).rejects.toMatchObject({ code: 'invalid' })
  })

  test('is refused while a job runs with it, forced or not', async () => {
    await using place = await openPlace()
    const { source } = await withPlan(place)
    await place.store.jobs.insert(sampleJob({ sourceId: source.id, state: 'running' }), [])
    await expect(place.sources.remove('app', { isForced: true })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('1 job with it is running'),
    })
  })

  test('leaves a plan running that has another source', async () => {
    await using place = await openPlace()
    await withPlan(place)
    await place.sources.add(ledger, untested)
    await place.plans.change('nightly', { sources: ['books', 'app'] })
    await place.sources.remove('app', { isForced: true })
    expect(await place.plans.find('nightly')).toMatchObject({ isPaused: false, nextSlot: expect.any(Date) })
  })
})
