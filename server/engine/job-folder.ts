import { join } from 'node:path'
import type { Scratch } from '../../plugins/contract.ts'
import { Failure, toFailure } from '../../plugins/failure.ts'
import { processStart } from '../seams/process-identity.ts'
import type { Processes } from '../seams/processes.ts'
import type { Seams } from '../seams/seams.ts'

/** The folder below a temporary root that holds those of the jobs. */
export const jobsFolderName = 'holdfast-jobs'

/** In a job's folder: one empty folder a process group that the job started, named like the job's own. */
export const groupsFolderName = 'groups'

const identityPattern = /^(?:(?<jobId>[A-Za-z0-9_-]{1,100})-)?(?<pid>[1-9]\d*)-(?<start>\d+)$/

/** A process as a folder's name tells it. */
export interface NamedProcess {
  readonly pid: number
  readonly start: string | null
}

/** Null when the name is none that a job process gave. */
export function parseProcessName(name: string): NamedProcess | null {
  const groups = identityPattern.exec(name)?.groups
  if (groups === undefined) return null
  return { pid: Number(groups['pid']), start: groups['start'] === '0' ? null : groups['start']! }
}

function processName(pid: number): string {
  return `${pid}-${processStart(pid) ?? '0'}`
}

/** A job's temporary folder: its name says which process it belongs to, so that a sweep knows when nobody does any more. */
export interface JobFolder extends Scratch {
  /** The same seam, but what it starts in a process group of its own is noted, for nobody else could end it after a crash. */
  readonly processes: Processes
}

/** Makes the folder of the running process; throws `invalid` on a job id that is no plain name. Dispose removes it with all its content. */
export async function openJobFolder(jobId: string, temporaryRoot: string, seams: Seams): Promise<JobFolder> {
  if (!/^[A-Za-z0-9_-]{1,100}$/.test(jobId)) {
    throw new Failure('invalid', 'The id of the job is no plain name.', { remedy: 'Use up to 100 letters, digits, - and _.' })
  }
  const { files } = seams
  const path = join(temporaryRoot, jobsFolderName, `${jobId}-${processName(process.pid)}`)
  try {
    await files.mkdir(join(path, groupsFolderName), { recursive: true, mode: 0o700 })
  } catch (error) {
    throw toFailure(error, `making the temporary folder ${path}`)
  }
  const notes = new Set<Promise<void>>()
  return {
    path,
    processes: notedProcesses(path, seams, notes),
    async [Symbol.asyncDispose]() {
      await Promise.all(notes)
      await files.rm(path, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

function notedProcesses(path: string, seams: Seams, notes: Set<Promise<void>>): Processes {
  const { files, processes } = seams
  return {
    signal: (pid, signal) => processes.signal(pid, signal),
    spawn(command, args, options) {
      const child = processes.spawn(command, args, options)
      if (options.detached === true && child.pid !== undefined) {
        const noting = ignoreFailure(files.mkdir(join(path, groupsFolderName, processName(child.pid))))
        notes.add(noting)
        noting.finally(() => notes.delete(noting))
      }
      return child
    },
  }
}

/** A note that can't be written costs only the second net: a tool's group is ended by whoever started it as long as that lives. */
async function ignoreFailure(noting: Promise<unknown>): Promise<void> {
  try {
    await noting
  } catch {}
}
