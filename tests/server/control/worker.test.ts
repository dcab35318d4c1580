import { expect, test } from 'vitest'
import type { Outcome, Work } from '../../../server/control/procedure.ts'
import type { RequestOf } from '../../../server/domain/work.ts'
import { type House, openHouse } from '../../support/installation.ts'

/** Jobs that last until the test lets them end. */
class Gate {
  readonly running = new Set<string>()
  readonly done: string[] = []
  most = 0
  #open: (() => void)[] = []

  readonly procedure = async ({ job, signal }: Work): Promise<Outcome> => {
    this.running.add(job.sourceId!)
    this.most = Math.max(this.most, this.running.size)
    await new Promise<void>((resolve, reject) => {
      this.#open.push(resolve)
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    }).finally(() => this.running.delete(job.sourceId!))
    this.done.push(job.id)
    return { result: null, backupIds: [] }
  }

  openAll(): void {
    for (const open of this.#open.splice(0)) open()
  }
}

async function openGated(slots: number) {
  const gate = new Gate()
  const house = await openHouse({ slots, procedures: { backup: gate.procedure as never, rescan: gate.procedure as never } })
  return { gate, house }
}

async function request(house: House, name: string): Promise<RequestOf<'backup'>> {
  const { sources, targets } = house.installation.store
  const source = (await sources.findByName(name)) ?? (await house.addSource({ name }))
  const target = (await targets.findByName('shelf')) ?? (await house.addTarget({ name: 'shelf' }))
  const none = { planId: null, mode: null, tables: null, description: '' }
  return { kind: 'backup', sourceId: source.id, targetIds: [target.id], purpose: 'regular', ...none }
}

const never = new AbortController().signal

test('no more jobs run at once than there are slots, and the next starts when one ends', async () => {
  const { gate, house } = await openGated(2)
  await using _ = house
  for (const name of ['a', 'b', 'c']) await house.enqueue(await request(house, name))
  const worker = house.worker()
  expect(await worker.look(never)).toBe(2)
  expect(await worker.look(never)).toBe(0)
  expect(gate.running.size).toBe(2)
  gate.openAll()
  await worker.settled()
  expect(await worker.look(never)).toBe(1)
  gate.openAll()
  await worker.settled()
  expect(gate).toMatchObject({ most: 2, done: { length: 3 } })
})

test('two backups of one source never run at once, whichever worker takes them; others pass them by', async () => {
  const { gate, house } = await openGated(5)
  await using _ = house
  for (const name of ['a', 'a', 'b']) await house.enqueue(await request(house, name), 'auto')
  const [one, other] = [house.worker(), house.worker()]
  const started = await Promise.all([one.look(never), other.look(never)])
  expect(started[0]! + started[1]!).toBe(2)
  expect(gate.running.size).toBe(2)
  gate.openAll()
  await Promise.all([one.settled(), other.settled()])
  expect(await other.look(never)).toBe(1)
  gate.openAll()
  await other.settled()
})

test('jobs of a worker that stops end as interrupted, and it is no longer among the workers', async () => {
  const { gate, house } = await openGated(2)
  await using _ = house
  const jobs = [await house.enqueue(await request(house, 'a')), await house.enqueue(await request(house, 'b'))]
  const stop = new AbortController()
  const running = house.worker().run(stop.signal)
  await expect.poll(() => gate.running.size).toBe(2)
  expect(await house.installation.store.workers.list()).toHaveLength(1)
  stop.abort()
  await running
  for (const { id } of jobs) expect(await house.job(id)).toMatchObject({ state: 'failed', reason: 'interrupted' })
  expect(await house.installation.store.workers.list()).toEqual([])
})

test('a worker that works until it is idle does not wait for jobs whose time has not come', async () => {
  const { gate, house } = await openGated(2)
  await using _ = house
  const notBefore = new Date(house.clock.now().getTime() + 3_600_000)
  const { id } = await house.jobs.enqueue(await request(house, 'a'), { trigger: 'auto', notBefore })
  await house.run()
  expect(gate.done).toEqual([])
  expect((await house.job(id)).state).toBe('pending')
})

test('what a worker that is gone left running is ended as interrupted, and its targets are looked through', async () => {
  const { gate, house } = await openGated(2)
  await using _ = house
  const { store } = house.installation
  const job = await house.enqueue(await request(house, 'a'))
  const now = house.clock.now()
  const leaseUntil = new Date(now.getTime() + 30_000)
  await store.transaction((nouns) => nouns.leases.claim(job, { owner: 'elsewhere', now, leaseUntil }))
  const worker = house.worker()
  await worker.look(never)
  expect((await house.job(job.id)).state).toBe('running')
  house.clock.advance(31_000)
  await house.worker().look(never)
  expect(await house.job(job.id)).toMatchObject({ state: 'failed', reason: 'interrupted' })
  expect(await store.jobs.count({ kind: 'rescan' })).toBe(1)
  gate.openAll()
})

test('when the queue can not be read, a worker that works until it is idle first lets what runs end', async () => {
  const { gate, house } = await openGated(1)
  await using _ = house
  const job = await house.enqueue(await request(house, 'a'))
  const worker = house.worker()
  await worker.look(never)
  const trouble = Promise.reject(new Error('the disk is gone'))
  trouble.catch(() => {})
  worker.look = () => trouble as never
  const running = worker.runUntilIdle(never)
  setTimeout(() => gate.openAll(), 20)
  await expect(running).rejects.toThrow('the disk is gone')
  expect((await house.job(job.id)).state).toBe('completed')
})
