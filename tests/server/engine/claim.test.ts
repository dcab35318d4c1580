import { expect, test } from 'vitest'
import { Failure } from '../../../plugins/failure.ts'
import { claimKey, claimName, claimSuffix, sweepUnfinished } from '../../../server/engine/claim.ts'
import { systemClock } from '../../../server/seams/clock.ts'
import { ownerName } from '../../../server/seams/owner.ts'
import { MemoryTarget } from '../../support/memory-target.ts'

const call = { signal: new AbortController().signal }
const names = ['backup_manual_20260102_030405.zip', 'backup_manual_20260102_030405_2.zip', 'backup_manual_20260102_030405_3.zip']
const nameOf = (ordinal: number) => names[ordinal - 1]!

function claim(...targets: MemoryTarget[]) {
  return claimName({ targets: targets.map((target) => ({ target, prefix: 'app/' })), nameOf }, call)
}

function dead(): Uint8Array {
  return Buffer.from(JSON.stringify({ owner: ownerName().replace(/-\d+-\d*$/, '-4000000-1') }))
}

test('two backups of the same second get two names', async () => {
  const target = new MemoryTarget()
  await using first = await claim(target)
  await using second = await claim(target)
  expect([first.name, second.name]).toEqual(names.slice(0, 2))
})

test('a name with an archive or a commit record is taken', async () => {
  const target = new MemoryTarget()
  target.objects.set(`app/${names[0]}`, new Uint8Array(1))
  target.objects.set(`app/${names[1]}.json`, new Uint8Array(1))
  await using third = await claim(target)
  expect(third.name).toBe(names[2])
})

test('the name is free at every target or it is not taken', async () => {
  const [one, other] = [new MemoryTarget(), new MemoryTarget()]
  other.objects.set(`app/${names[0]}`, new Uint8Array(1))
  await using claimed = await claim(one, other)
  expect(claimed.name).toBe(names[1])
  expect([...one.objects.keys()]).toEqual([`app/${names[1]}${claimSuffix}`])
})

test('a target that fails is left out and named, and nothing of others is removed there', async () => {
  const [one, other] = [new MemoryTarget(), new MemoryTarget()]
  const failing = new Failure('denied', 'no')
  other.put = async () => {
    throw failing
  }
  other.objects.set(`app/${names[0]}`, new Uint8Array(1))
  const claimed = await claim(one, other)
  expect([...claimed.failures]).toEqual([[1, failing]])
  await claimed[Symbol.asyncDispose]()
  expect([one.objects.size, other.objects.size]).toEqual([0, 1])
  one.put = other.put
  await expect(claim(one, other)).rejects.toBe(failing)
})

test('a target that fails after it was claimed keeps no claim', async () => {
  const [one, other] = [new MemoryTarget(), new MemoryTarget()]
  other.stat = async () => {
    throw new Failure('denied', 'no')
  }
  await using claimed = await claim(one, other)
  expect([...claimed.failures.keys()]).toEqual([1])
  expect(other.objects.size).toBe(0)
})

test('one key is claimed, or taken', async () => {
  const target = new MemoryTarget()
  await using claimed = await claimKey({ target, key: `app/${names[0]}` }, call)
  expect(claimed?.name).toBe(names[0])
  expect(await claimKey({ target, key: `app/${names[0]}` }, call)).toBeNull()
  expect([...target.objects.keys()]).toEqual([`app/${names[0]}${claimSuffix}`])
})

test('what is to stay at one target goes from another that has the same key', async () => {
  const [one, other] = [new MemoryTarget(), new MemoryTarget()]
  const claimed = await claim(one, other)
  const key = `app/${claimed.name}`
  for (const { objects } of [one, other]) objects.set(key, new Uint8Array(1))
  claimed.leave({ target: one, key })
  await claimed[Symbol.asyncDispose]()
  expect([[...one.objects.keys()], other.objects.size]).toEqual([[key], 0])
})

test('dispose removes the claim', async () => {
  const target = new MemoryTarget()
  await (await claim(target))[Symbol.asyncDispose]()
  expect(target.objects.size).toBe(0)
})

test('dispose removes what was written under the name, unless it is to stay', async () => {
  for (const stays of [true, false]) {
    const target = new MemoryTarget()
    const claimed = await claim(target)
    const key = `app/${claimed.name}`
    target.objects.set(key, new Uint8Array(1))
    target.objects.set(`${key}.json`, new Uint8Array(1))
    if (stays) claimed.leave({ target, key })
    await claimed[Symbol.asyncDispose]()
    expect([...target.objects.keys()]).toEqual(stays ? [key, `${key}.json`] : [])
  }
})

test('a sweep removes the unfinished archive of a process that is gone, and its claim', async () => {
  const target = new MemoryTarget()
  target.objects.set(`app/${names[0]}`, new Uint8Array(1))
  target.objects.set(`app/${names[0]}${claimSuffix}`, dead())
  expect(await sweepUnfinished(target, { prefix: 'app/', clock: systemClock }, call)).toBe(2)
  expect(target.objects.size).toBe(0)
})

test('a sweep keeps an archive that was committed before its process died', async () => {
  const target = new MemoryTarget()
  target.objects.set(`app/${names[0]}`, new Uint8Array(1))
  target.objects.set(`app/${names[0]}.json`, new Uint8Array(1))
  target.objects.set(`app/${names[0]}${claimSuffix}`, dead())
  await sweepUnfinished(target, { prefix: 'app/', clock: systemClock }, call)
  expect([...target.objects.keys()]).toEqual([`app/${names[0]}`, `app/${names[0]}.json`])
})

test('a sweep leaves alone what a living process claims, what nobody claims, and what is not ours', async () => {
  const target = new MemoryTarget()
  await using _ = await claim(target)
  target.objects.set(`app/${names[1]}`, new Uint8Array(1))
  target.objects.set(`app/holiday.zip${claimSuffix}`, dead())
  const before = [...target.objects.keys()]
  expect(await sweepUnfinished(target, { prefix: 'app/', clock: systemClock }, call)).toBe(0)
  expect([...target.objects.keys()]).toEqual(before)
})

test('a claim of another machine is given up after a week', async () => {
  const target = new MemoryTarget()
  target.objects.set(`app/${names[0]}`, new Uint8Array(1))
  target.objects.set(`app/${names[0]}${claimSuffix}`, Buffer.from(JSON.stringify({ owner: '00000000-00000000-1-1' })))
  expect(await sweepUnfinished(target, { prefix: 'app/', clock: systemClock }, call)).toBe(0)
  const later = { ...systemClock, now: () => new Date(Date.now() + 8 * 24 * 3_600_000) }
  expect(await sweepUnfinished(target, { prefix: 'app/', clock: later }, call)).toBe(2)
})
