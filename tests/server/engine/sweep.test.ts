import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openJobFolder } from '../../../server/engine/job-folder.ts'
import { sweepJobs } from '../../../server/engine/sweep.ts'
import { isRunning, processStart } from '../../../server/seams/process-identity.ts'
import { systemSeams } from '../../../server/seams/seams.ts'

const seams = systemSeams()
let root: string
const started: ChildProcess[] = []

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'holdfast-sweep-'))
})

afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  await rm(root, { recursive: true, force: true })
})

function sleeper(): ChildProcess {
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' })
  started.push(child)
  return child
}

async function left(name: string, groups: readonly string[] = []): Promise<void> {
  for (const group of groups) await mkdir(join(root, 'holdfast-jobs', name, 'groups', group), { recursive: true })
  await mkdir(join(root, 'holdfast-jobs', name, 'scratch'), { recursive: true })
  await writeFile(join(root, 'holdfast-jobs', name, 'scratch', 'dump.sql'), 'half')
}

const folders = () => readdir(join(root, 'holdfast-jobs'))

async function deadProcess(): Promise<number> {
  const child = sleeper()
  child.kill('SIGKILL')
  await once(child, 'exit')
  return child.pid!
}

describe('a sweep', () => {
  test('removes the folders of the dead and leaves those of the living', async () => {
    const alive = sleeper()
    await left(`old-${await deadProcess()}-17`)
    await left(`busy-${alive.pid}-${processStart(alive.pid!)}`)
    expect(await sweepJobs(root, seams)).toEqual({ folders: 1, groups: 0 })
    expect(await folders()).toEqual([`busy-${alive.pid}-${processStart(alive.pid!)}`])
  })

  test('is not fooled by a process that has the id of a dead one', async () => {
    const alive = sleeper()
    await left(`old-${alive.pid}-1`)
    expect(await sweepJobs(root, seams)).toMatchObject({ folders: 1 })
    expect(isRunning(alive.pid!, null)).toBe(true)
  })

  test('leaves alone what it can not be certain about', async () => {
    const alive = sleeper()
    const names = [`unknown-${alive.pid}-0`, 'notes', 'job-x-1', '-5-5']
    for (const name of names) await left(name)
    expect(await sweepJobs(root, seams)).toEqual({ folders: 0, groups: 0 })
    expect((await folders()).sort()).toEqual(names.sort())
  })

  test('ends the process groups that a dead job left, and no stranger', async () => {
    const orphan = sleeper()
    const stranger = sleeper()
    const exited = once(orphan, 'exit')
    await left(`old-${await deadProcess()}-17`, [`${orphan.pid}-${processStart(orphan.pid!)}`, `${stranger.pid}-1`, `${stranger.pid}-0`])
    expect(await sweepJobs(root, seams)).toEqual({ folders: 1, groups: 1 })
    await exited
    expect(isRunning(stranger.pid!, null)).toBe(true)
  })

  test('finds nothing the second time, nor where nothing ever was', async () => {
    await left(`old-${await deadProcess()}-17`)
    await sweepJobs(root, seams)
    expect(await sweepJobs(root, seams)).toEqual({ folders: 0, groups: 0 })
    expect(await sweepJobs(join(root, 'never'), seams)).toEqual({ folders: 0, groups: 0 })
  })

  test('does not mind others at the same work', async () => {
    const dead = await deadProcess()
    for (let at = 0; at < 20; at++) await left(`old${at}-${dead}-17`)
    const reports = await Promise.all(Array.from({ length: 4 }, () => sweepJobs(root, seams)))
    expect(await folders()).toEqual([])
    expect(Math.max(...reports.map((report) => report.folders))).toBeGreaterThan(0)
  })

  test('that was itself killed half-way is made up for by the next one', async () => {
    const dead = await deadProcess()
    for (let at = 0; at < 5; at++) await left(`old${at}-${dead}-17`)
    for (let failing = 1; failing <= 5; failing++) {
      let calls = 0
      const rm: typeof seams.files.rm = async (path, options) => {
        if (++calls === failing) throw Object.assign(new Error('gone'), { code: 'EIO' })
        await seams.files.rm(path, options)
      }
      await sweepJobs(root, { ...seams, files: { ...seams.files, rm } }).catch(() => {})
    }
    await sweepJobs(root, seams)
    expect(await folders()).toEqual([])
  })
})

describe('a job folder', () => {
  test('notes the groups that its job starts, so that a sweep can end them', async () => {
    await using folder = await openJobFolder('job', root, seams)
    const tool = folder.processes.spawn('sleep', ['60'], { detached: true, stdio: 'ignore' })
    const attached = folder.processes.spawn('sleep', ['60'], { stdio: 'ignore' })
    started.push(tool, attached)
    await expect.poll(() => readdir(join(folder.path, 'groups'))).toEqual([`${tool.pid}-${processStart(tool.pid!)}`])
  })

  test('of a living process survives a sweep, and is gone once it is given back', async () => {
    const folder = await openJobFolder('job', root, seams)
    await sweepJobs(root, seams)
    expect(await folders()).toHaveLength(1)
    await folder[Symbol.asyncDispose]()
    expect(await folders()).toEqual([])
  })
})
