import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { isOwnerGone, ownerName } from '../../../server/seams/owner.ts'

const ownOf = (pid: number, start: string) => ownerName().replace(/-\d+-\d*$/, `-${pid}-${start}`)

test('the running process is not gone', () => {
  expect(isOwnerGone(ownerName())).toBe(false)
})

test('a process that ended is gone, and so is one whose id another has now', async () => {
  const child = spawn('true')
  const { pid } = child
  await once(child, 'exit')
  expect(isOwnerGone(ownOf(pid!, '12'))).toBe(true)
  expect(isOwnerGone(ownOf(process.pid, '1'))).toBe(true)
})

test('a process of an earlier boot is gone', () => {
  const [machine, , ...rest] = ownerName().split('-')
  expect(isOwnerGone([machine, '00000000', ...rest].join('-'))).toBe(true)
})

test('of another machine, and of what is no such name, nothing is certain', () => {
  const [, ...rest] = ownerName().split('-')
  expect(isOwnerGone(['00000000', ...rest].join('-'))).toBe(false)
  for (const name of ['', 'x', '4c1f7a52-1a3e-4c1f-9a52-1a3e4c1f7a52']) expect(isOwnerGone(name)).toBe(false)
})
