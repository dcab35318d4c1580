import { join } from 'node:path'
import type { Call, Target } from '../../plugins/contract.ts'
import { toFailure } from '../../plugins/failure.ts'
import { isRunning } from '../seams/process-identity.ts'
import type { Seams } from '../seams/seams.ts'
import { groupsFolderName, jobsFolderName, parseProcessName } from './job-folder.ts'

export interface SweepReport {
  readonly folders: number
  readonly groups: number
}

type SweepSeams = Pick<Seams, 'files' | 'processes'>

/**
 * Removes what dead job processes left below `temporaryRoot` and ends the process groups that they left running. Touches nothing of a
 * process that lives, or of which that is not certain. May be repeated, and several may run at once.
 */
export async function sweepJobs(temporaryRoot: string, seams: SweepSeams): Promise<SweepReport> {
  const root = join(temporaryRoot, jobsFolderName)
  let folders = 0
  let groups = 0
  for (const name of await namesIn(root, seams)) {
    const owner = parseProcessName(name)
    if (owner === null || isRunning(owner.pid, owner.start)) continue
    groups += await endGroups(join(root, name, groupsFolderName), seams)
    folders += await removeLeftovers(join(root, name), seams)
  }
  return { folders, groups }
}

async function endGroups(folder: string, seams: SweepSeams): Promise<number> {
  let ended = 0
  for (const name of await namesIn(folder, seams)) {
    const leader = parseProcessName(name)
    // Without a start time the id may be a stranger's by now.
    if (leader === null || leader.start === null || !isRunning(leader.pid, leader.start)) continue
    if (seams.processes.signal(-leader.pid, 'SIGKILL')) ended += 1
  }
  return ended
}

async function namesIn(folder: string, seams: SweepSeams): Promise<string[]> {
  try {
    return await seams.files.readdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw toFailure(error, `looking for what earlier jobs left in ${folder}`)
  }
}

async function removeLeftovers(folder: string, seams: SweepSeams): Promise<number> {
  try {
    await seams.files.rm(folder, { recursive: true, force: true, maxRetries: 3 })
    return 1
  } catch (error) {
    // Another sweep took it in the meantime.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw toFailure(error, `removing what an earlier job left in ${folder}`)
  }
}

/** No writer is silent for this long: what is older was left by a dead one. */
const partialAgeMs = 24 * 60 * 60 * 1000

/** Removes the partial objects that dead writers left at a target, as far as it can; returns how many. Call it before a backup. */
export async function sweepPartials(target: Target, seams: Pick<Seams, 'clock'>, call: Call): Promise<number> {
  if (target.sweep === undefined) return 0
  return await target.sweep(new Date(seams.clock.now().getTime() - partialAgeMs), call)
}
