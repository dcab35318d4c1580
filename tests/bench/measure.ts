import { type ChildProcess, spawn } from 'node:child_process'
import type { Command } from './command.ts'
import { memoryOf, processTree } from './process-tree.ts'
import { endedChildrenSeconds, machineSeconds } from './processor-time.ts'

export interface Usage {
  readonly wallSeconds: number
  /** User and system time of the command and all its descendants. */
  readonly cpuSeconds: number
  /** The most that the tree's processes held together, as sampled; shared pages count in each. */
  readonly treePeakBytes: number
  readonly largestPeakBytes: number
  /** What other programs of the machine used meanwhile: above a quarter of a core the figures are to be doubted. */
  readonly othersCpuSeconds: number
}

export interface Measured {
  readonly usage: Usage
  readonly output: string
}

const sampleEveryMs = 50
const outputCharactersMax = 1 << 20

/** Runs the command to its end. Rejects with the end of its standard error when it fails, and with the signal's reason when that aborts. */
export async function measure(command: Command, signal: AbortSignal): Promise<Measured> {
  signal.throwIfAborted()
  const machineBefore = machineSeconds()
  const childrenBefore = endedChildrenSeconds()
  const startedMs = performance.now()
  const child = start(command)
  const stop = () => endGroup(child)
  signal.addEventListener('abort', stop)
  const memory = watchMemory(child.pid ?? 0)
  try {
    const output = await finish(child, command)
    const wallSeconds = (performance.now() - startedMs) / 1000
    const cpuSeconds = endedChildrenSeconds() - childrenBefore
    const othersCpuSeconds = Math.max(0, machineSeconds() - machineBefore - cpuSeconds)
    return { usage: { wallSeconds, cpuSeconds, ...memory.peaks(), othersCpuSeconds }, output }
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
    memory.stop()
  }
}

/** Runs a command that is not measured and resolves with its standard output. */
export async function run(command: Command, signal: AbortSignal): Promise<string> {
  return (await measure(command, signal)).output
}

function start(command: Command): ChildProcess {
  return spawn(command.program, [...command.args], {
    cwd: command.folder,
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...command.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGTERM')
  } catch {
    // It ended by itself meanwhile.
  }
}

function finish(child: ChildProcess, command: Command): Promise<string> {
  let output = ''
  let complaint = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-outputCharactersMax)))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-2000)))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, endedBy) => {
      if (code === 0) return resolve(output)
      const said = complaint.trim() || output.trim().slice(-500)
      reject(new Error(`ended with ${endedBy ?? code}, saying: ${said || 'nothing'} (${[command.program, ...command.args].join(' ')})`))
    })
  })
}

function watchMemory(root: number) {
  let treePeakBytes = 0
  let largestPeakBytes = 0
  const sample = () => {
    let residentBytes = 0
    for (const pid of processTree(root)) {
      const memory = memoryOf(pid)
      if (memory === null) continue
      residentBytes += memory.residentBytes
      largestPeakBytes = Math.max(largestPeakBytes, memory.peakBytes)
    }
    // A peak between two samples shows in its process alone.
    treePeakBytes = Math.max(treePeakBytes, residentBytes, largestPeakBytes)
  }
  const timer = setInterval(sample, sampleEveryMs)
  return { peaks: () => ({ treePeakBytes, largestPeakBytes }), stop: () => clearInterval(timer) }
}
