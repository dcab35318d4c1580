import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Command } from '../command.ts'
import type { Row } from './records.ts'

/** Rows as tab-separated lines. No value of the workloads holds a tab, a line break or a backslash. */
export function* tabSeparated(rows: Iterable<Row>): Generator<string> {
  let text = ''
  for (const row of rows) {
    text += `${row.join('\t')}\n`
    if (text.length < 1 << 18) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}

/** Writes the text to the command's standard input; rejects when it fails. */
export async function feed(command: Command, text: Iterable<string>, signal: AbortSignal): Promise<void> {
  const { program, args, environment } = command
  const child = spawn(program, [...args], { stdio: ['pipe', 'ignore', 'pipe'], env: { ...process.env, ...environment }, signal })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (complaint = (complaint + piece).slice(-2000)))
  const closed = once(child, 'close')
  // A program that failed no longer reads; its own words say more than the broken pipe.
  const [fed, ended] = await Promise.allSettled([pipeline(Readable.from(text), child.stdin), closed])
  if (ended.status === 'rejected') throw ended.reason
  const [code] = ended.value as [number | null]
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${complaint.trim()}`)
  if (fed.status === 'rejected') throw fed.reason
}
