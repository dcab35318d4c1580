import type { CommandIo } from '../../../server/commands/command.ts'
import { systemSeams } from '../../../server/seams/seams.ts'

/** A command's io that remembers what was written; anything of it can be replaced. */
export function recordingIo(changes: Partial<CommandIo> = {}) {
  const out: string[] = []
  const err: string[] = []
  const status: string[] = []
  const io: CommandIo = {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    status: (text) => status.push(text),
    write: async (bytes) => void out.push(Buffer.from(bytes).toString()),
    isTerminal: false,
    env: {},
    cwd: '/',
    signal: new AbortController().signal,
    json: false,
    seams: systemSeams(),
    ...changes,
  }
  return { io, out, err, status }
}
