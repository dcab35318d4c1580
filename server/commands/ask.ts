import { createInterface } from 'node:readline/promises'
import type { CommandIo } from './command.ts'

/** Whether there is a person to ask: who starts a program in a script, or reads JSON, must never wait for an answer. */
export function canAsk({ isTerminal, json }: Pick<CommandIo, 'isTerminal' | 'json'>): boolean {
  return isTerminal && !json && process.stdin.isTTY === true
}

/** The line that a person types; null for Ctrl-C, or a terminal that is gone, while it is asked for. Ask only where `canAsk` says so. */
export async function askLine(question: string, io: Pick<CommandIo, 'status'>): Promise<string | null> {
  io.status('')
  const reader = createInterface({ input: process.stdin, output: process.stderr })
  // While it asks, the reader alone gets the terminal's Ctrl-C.
  const left = new Promise<null>((resolve) => reader.once('SIGINT', () => resolve(null)).once('close', () => resolve(null)))
  try {
    return await Promise.race([reader.question(question), left])
  } finally {
    reader.close()
  }
}
