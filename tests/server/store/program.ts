import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export type Program = 'open' | 'rotate' | 'claim' | 'migrate'

/** Starts one of the programs here in a process of its own. */
export function startProgram(name: Program, ...args: readonly string[]): ChildProcess {
  const path = join(import.meta.dirname, 'programs', `${name}.ts`)
  return spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] } })
}

/** Runs one to its end and resolves with what it said; throws what it complained of. */
export async function runProgram(name: Program, ...args: readonly string[]): Promise<string> {
  const child = startProgram(name, ...args)
  let [output, errors] = ['', '']
  child.stdout!.setEncoding('utf8').on('data', (text) => (output += text))
  child.stderr!.setEncoding('utf8').on('data', (text) => (errors += text))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${errors}`)
  return output
}

/** Starts one, waits until it says that it has, and kills it after a while that is its own. Resolves with whether it was killed in time. */
export async function killProgram(delayMs: number, name: Program, ...args: readonly string[]): Promise<boolean> {
  const child = startProgram(name, ...args)
  child.stderr!.resume()
  const closed = once(child, 'close')
  await Promise.race([once(child.stdout!, 'data'), closed])
  const timer = setTimeout(() => child.kill('SIGKILL'), delayMs)
  await closed
  clearTimeout(timer)
  return child.signalCode === 'SIGKILL'
}
