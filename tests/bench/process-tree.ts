import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessMemory {
  /** Resident now. Pages that processes share count in each. */
  readonly residentBytes: number
  /** The most that was resident at any time, as the kernel remembers it. */
  readonly peakBytes: number
}

/** The process and all its descendants, whatever session or group they are in. Empty once it is gone. */
export function processTree(root: number): number[] {
  const found: number[] = []
  const waiting = [root]
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    const children = childrenOf(pid)
    if (children === null) continue
    found.push(pid)
    waiting.push(...children)
  }
  return found
}

/** Null once the process is gone, or is a zombie that holds no memory any more. */
export function memoryOf(pid: number): ProcessMemory | null {
  const status = readOrNull(`/proc/${pid}/status`)
  return status === null ? null : parseMemory(status)
}

/** The two memory lines of a `/proc/PID/status`. */
export function parseMemory(status: string): ProcessMemory | null {
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]
  if (resident === undefined || peak === undefined) return null
  return { residentBytes: Number(resident) * 1024, peakBytes: Number(peak) * 1024 }
}

/** A child belongs to the thread that started it. */
function childrenOf(pid: number): number[] | null {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
      const text = readOrNull(`/proc/${pid}/task/${thread}/children`) ?? ''
      return text.split(' ').filter(Boolean).map(Number)
    })
  } catch {
    return null
  }
}

/** A process may end between any two looks at it. */
function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
