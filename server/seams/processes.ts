import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'

export interface Processes {
  spawn(command: string, args: readonly string[], options: SpawnOptions): ChildProcess
  /** Signals one process, or with a negative id its whole group. False when there is none any more. */
  signal(pid: number, signal: NodeJS.Signals | 0): boolean
}

export const systemProcesses: Processes = {
  spawn: (command, args, options) => spawn(command, [...args], options),
  signal(pid, signal) {
    try {
      return process.kill(pid, signal)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
      throw error
    }
  },
}
