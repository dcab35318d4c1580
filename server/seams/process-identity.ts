import { readFileSync } from 'node:fs'

interface ProcessState {
  readonly start: string
  readonly isZombie: boolean
}

/** When a process started, in clock ticks since boot, so that its id can't be mistaken once it is given away again. Null where the system doesn't tell. */
export function processStart(pid: number): string | null {
  return readState(pid)?.start ?? null
}

/** False only when it is certain that the process is gone: one that can't be looked at counts as running, and so does any of that id when `start` is null. */
export function isRunning(pid: number, start: string | null): boolean {
  if (!exists(pid)) return false
  const state = readState(pid)
  if (state === null) return true
  return !state.isZombie && (start === null || state.start === start)
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // Anything but "no such process" is a refusal, so there is somebody.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** proc(5): the second field is the program's name in parentheses, which may itself hold spaces and parentheses. */
function readState(pid: number): ProcessState | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const start = fields[19]
    return start === undefined || !/^\d+$/.test(start) ? null : { start, isZombie: fields[0] === 'Z' }
  } catch {
    return null
  }
}
