import { describe, expect, test } from 'vitest'
import { idOf, sampleBackup, sampleCopy, sampleJob } from '../store/samples.ts'
import { openPlace, signal, tested, untested, withPlan } from './place.ts'

const vault = { name: 'safe', kind: 'vault', config: { address: 'a', key: 'hunter2' } }
const bound = { ...tested, isRebound: false }
const rebound = { ...tested, isRebound: true }
const unprobed = { ...untested, isRebound: false }

describe('a target', () => {
  test('is added once it answers, gets an identity, and is shown without its secrets', async () => {
    await using place = await openPlace()
    place.prober.identities.set('asub/', null)
    const { target, report } = await place.targets.add({ ...vault, prefix: '/sub/' }, tested)
    expect(report).toMatchObject({ wasNew: true })
    expect(target).toMatchObject({ name: 'safe', prefix: 'sub/', identity: 'new at asub/' })
    expect(target.config).toEqual({ address: 'a', key: '••••••', region: 'eu' })
    expect(JSON.stringify(await place.targets.list())).not.toContain('hunter2')
    expect((await place.targets.find('safe')).config).toMatchObject({ key: 'hunter2' })
  })

  test('that does not answer is not kept, unless nobody asks', async () => {
    await using place = await openPlace()
    await expect(place.targets.add(vault, tested)).rejects.toMatchObject({ code: 'unavailable' })
    expect(await place.targets.list()).toEqual([])
    expect((await place.targets.add(vault, untested)).target.identity).toBeNull()
  })

  test.each(['../up', 'a//b', 'a\\b', 'a/./b', 'a\nb'])('can not have the prefix %j', async (prefix) => {
    await using place = await openPlace()
    await expect(place.targets.add({ ...vault, prefix }, untested)).rejects.toMatchObject({ code: 'invalid' })
  })

  test('can not be a second one of the same place, under whatever address', async () => {
    await using place = await openPlace()
    place.prober.identities.set('a', 'one').set('b', 'one')
    await place.targets.add(vault, tested)
    const twin = { ...vault, name: 'twin', config: { ...vault.config, address: 'b' } }
    await expect(place.targets.add(twin, tested)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('the target "safe" already'),
    })
    await place.targets.add(twin, untested)
    await expect(place.targets.test('twin', { signal })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('may move with its content, but not become another place unless that is meant', async () => {
    await using place = await openPlace()
    place.prober.identities.set('a', 'one').set('moved', 'one').set('other', 'two').set('empty', null)
    await place.targets.add(vault, tested)
    expect((await place.targets.change('safe', { config: { address: 'moved' } }, bound)).target.identity).toBe('one')
    for (const address of ['other', 'empty']) {
      const changing = place.targets.change('safe', { config: { address } }, bound)
      await expect(changing).rejects.toMatchObject({ code: 'conflict', remedy: expect.stringContaining('--rebind') })
    }
    expect(place.prober.identities.get('empty')).toBeNull()
    expect((await place.targets.find('safe')).config).toMatchObject({ address: 'moved' })
    expect((await place.targets.change('safe', { config: { address: 'other' } }, rebound)).target.identity).toBe('two')
  })

  test('that is changed without a test keeps its identity, so that no job writes elsewhere', async () => {
    await using place = await openPlace()
    place.prober.identities.set('a', 'one').set('other', 'two')
    await place.targets.add(vault, tested)
    expect((await place.targets.change('safe', { config: { address: 'other' } }, unprobed)).target.identity).toBe('one')
    await expect(place.targets.test('safe', { signal })).rejects.toMatchObject({ code: 'unavailable' })
    expect((await place.targets.change('safe', {}, { ...untested, isRebound: true })).target.identity).toBeNull()
  })

  test('is tested as a form has it, with the kept secrets behind its dots and without leaving an identity', async () => {
    await using place = await openPlace()
    place.prober.identities.set('new', null)
    await place.targets.add(vault, untested)
    const trial = { kind: 'vault', config: { address: 'new', key: '••••••' }, like: 'safe' }
    expect((await place.targets.test(trial, { signal })).identity).toBeNull()
    expect(place.prober.asked).toMatchObject([{ target: { config: { key: 'hunter2' } }, adopt: false }])
  })

  test('that was never reached gets its identity when it is first needed, and keeps it', async () => {
    await using place = await openPlace()
    await place.targets.add(vault, untested)
    place.prober.identities.set('a', null)
    expect((await place.targets.identified('safe', { signal })).identity).toBe('new at a')
    expect((await place.targets.identified('safe', { signal })).identity).toBe('new at a')
    expect(place.prober.asked).toHaveLength(1)
  })
})

describe('removing a target', () => {
  test('forgets the copies there and the backups that have no other, but only when forced', async () => {
    await using place = await openPlace()
    const { target, plan } = await withPlan(place)
    const { target: other } = await place.targets.add({ name: 'off', kind: 'local', config: { path: '/off' } }, untested)
    for (const [number, ids] of [
      [1, [target.id]],
      [2, [target.id, other.id]],
      [3, [other.id]],
    ] as const) {
      await place.store.backups.put(sampleBackup({ id: idOf(number), planId: plan.id }))
      for (const targetId of ids) await place.store.copies.put(sampleCopy({ backupId: idOf(number), targetId }))
    }
    await place.store.jobs.insert(sampleJob({ id: idOf(8), planId: plan.id, sourceId: null }), [])
    await place.store.jobs.insert(sampleJob({ id: idOf(9), planId: null, sourceId: null }), [])
    const refusal = await place.targets.remove('nas', { isForced: false }).catch((error: Error) => error)
    expect(refusal).toMatchObject({ code: 'conflict' })
    for (const part of [
      'Plan "nightly" loses it',
      'no other target',
      '1 waiting job',
      '2 copies there are forgotten',
      '1 backup with no copy',
    ]) {
      expect((refusal as Error).message).toContain(part)
    }
    expect(await place.targets.remove('nas', { isForced: true })).toMatchObject({ copies: 2, forgottenBackups: 1, pendingJobs: 1 })
    expect((await place.store.backups.list({}, { limit: 9 })).map(({ id }) => id).toSorted()).toEqual([idOf(2), idOf(3)])
    expect(await place.store.copies.countAtTarget(other.id)).toBe(2)
    expect(await place.plans.find('nightly')).toMatchObject({ targetIds: [], isPaused: true })
    expect((await place.store.jobs.find(idOf(8)))?.state).toBe('cancelled')
    expect((await place.store.jobs.find(idOf(9)))?.state).toBe('pending')
  })

  test('is refused while a job runs that is about a copy there, forced or not', async () => {
    await using place = await openPlace()
    const { target } = await place.targets.add(vault, untested)
    await place.store.backups.put(sampleBackup())
    await place.store.copies.put(sampleCopy({ targetId: target.id }))
    const verify = { kind: 'verify' as const, backupId: idOf(1), level: 'parsed' as const, targetId: null }
    await place.store.jobs.insert(sampleJob({ kind: 'verify', state: 'running', request: verify, sourceId: null, backupId: idOf(1) }), [])
    await expect(place.targets.remove('safe', { isForced: true })).rejects.toMatchObject({ code: 'conflict' })
  })
})
