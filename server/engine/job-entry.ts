import { fileURLToPath } from 'node:url'

/** A program that speaks the protocol of the `step` command. */
export interface JobEntry {
  readonly command: string
  readonly args: readonly string[]
}

/** This program's own `step` command, run by the runtime that runs now, with the same flags. */
export function jobEntry(): JobEntry {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const flags = process.versions['deno'] === undefined ? process.execArgv : ['run', '-A']
  return { command: process.execPath, args: [...flags, main, 'step'] }
}
