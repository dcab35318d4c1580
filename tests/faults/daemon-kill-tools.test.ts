import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Source } from '../../server/domain/source.ts'
import { groupsFolderName, jobsFolderName, parseProcessName } from '../../server/engine/job-folder.ts'
import { processesIn, until } from './daemon-kill-process.ts'
import { endIfThere, World } from './daemon-kill-world.ts'

const boundMs = 20_000

interface Running {
  readonly step: number
  readonly tool: number
}

/** Waits for a dump tool that would run for a quarter of an hour, and says which processes it is about. */
async function endlessBackup(world: World, source: Source): Promise<Running> {
  await world.enqueue({ ...world.backupOf('files', null), sourceId: source.id })
  return until('a tool that runs', boundMs, () => {
    const processes = processesIn(world.temporaryPath)
    const step = processes.find(({ words }) => words.includes('step'))
    const tool = processes.find(({ words }) => words[0] === 'sleep')
    if (step === undefined || tool === undefined) return null
    // A step that is stopped before it noted the tool's group is the only one to know it.
    return isNoted(world.temporaryPath, tool.pid) ? { step: step.pid, tool: tool.pid } : null
  })
}

function isNoted(temporaryPath: string, pid: number): boolean {
  const jobs = join(temporaryPath, jobsFolderName)
  return readdirSync(jobs).some((job) => namesIn(join(jobs, job, groupsFolderName)).some((name) => parseProcessName(name)?.pid === pid))
}

/** None when the folder is gone, or not there yet. */
function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}

async function expectGone(world: World, { step, tool }: Running): Promise<void> {
  await until('the end of the step and its tool', boundMs, () => {
    return processesIn(world.temporaryPath).some(({ pid }) => pid === step || pid === tool) ? null : true
  })
}

async function addEndless(world: World): Promise<Source> {
  const config = { path: 'nothing', script: 'exec sleep 900' }
  const source: Source = {
    ...world.sources.files,
    id: world.installation.newId(),
    name: 'endless',
    dialect: 'shell',
    config,
    folder: 'endless',
  }
  await world.installation.store.sources.insert(source)
  return source
}

test('a tool that would never end is ended with the daemon, with its step, and by the next daemon when both were killed (C1)', async () => {
  await using world = await World.open(() => 0.7)
  const source = await addEndless(world)
  await world.start().ready()
  const ofKilledStep = await endlessBackup(world, source)
  endIfThere(ofKilledStep.step)
  await expectGone(world, ofKilledStep)
  await world.idle()
  const ofKilledDaemon = await endlessBackup(world, source)
  await world.killDaemon()
  await expectGone(world, ofKilledDaemon)
  await world.start().ready()
  await world.idle()
  const ofBoth = await endlessBackup(world, source)
  // Stopped first, so that it can't notice the end of its daemon.
  process.kill(ofBoth.step, 'SIGSTOP')
  await world.killDaemon()
  endIfThere(ofBoth.step)
  expect(processesIn(world.temporaryPath).map(({ pid }) => pid)).toContain(ofBoth.tool)
  await world.start().ready()
  await expectGone(world, ofBoth)
  await world.idle()
  const jobs = (await world.jobsSince(new Date(0))).filter(({ sourceId }) => sourceId === source.id).map(({ reason }) => reason)
  expect(jobs).toEqual(['interrupted', 'interrupted', 'internal'])
})
