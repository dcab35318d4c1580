import { Failure } from '../../plugins/failure.ts'
import type { CommandIo } from './command.ts'

/** What is used of `process.stdin`. */
export type PasswordInput = Pick<NodeJS.ReadStream, 'isTTY' | 'setRawMode' | 'on' | 'off' | 'pause' | 'resume'>

/** What is asked for, as prompts and failures call it. */
type Asked = 'password' | 'passphrase'

const bytesMax = 16 * 1024

const enterKeys = new Set(['\r', '\n'])
const leaveKeys = new Set(['\x03', '\x04'])
const eraseKeys = new Set(['\x7f', '\b'])
const eraseAllKey = '\x15'

/**
 * A new password: typed twice where there is a terminal, which shows nothing of it, else the first line of standard input. Throws `invalid` when
 * there is none, or the two differ, and the signal's reason.
 */
export async function askNewPassword(io: CommandIo, input: PasswordInput = process.stdin, what: Asked = 'password'): Promise<string> {
  if (input.isTTY !== true) return present(await readLine(io, input), what)
  // Before anything is asked, until all is answered: what is typed in between would be shown.
  input.setRawMode(true)
  try {
    const first = present(await typeLine(`New ${what} (it is not shown):`, io, input), what)
    const second = await typeLine('The same once more:', io, input)
    if (first === second) return first
  } finally {
    input.setRawMode(false)
  }
  throw new Failure('invalid', `The two ${what}s differ.`, { remedy: 'Run it again.' })
}

function present(password: string | null, what: Asked): string {
  if (password !== null && password !== '') return password
  throw new Failure('invalid', `No ${what} was given, so nothing was done.`, {
    remedy: 'Type it at a terminal, or send it on standard input, as one line.',
  })
}

/** Without an end to wait for: whoever pipes a password may keep the pipe open. */
async function readLine(io: Pick<CommandIo, 'signal'>, input: PasswordInput): Promise<string> {
  const bytes: Buffer[] = []
  await readUntil(io, input, (piece) => {
    bytes.push(piece)
    if (Buffer.concat(bytes).length > bytesMax) throw new Failure('invalid', 'What stands on standard input is too long for a password.')
    return piece.includes(10)
  })
  const [line = ''] = Buffer.concat(bytes).toString('utf8').split('\n')
  return line.replace(/\r$/, '')
}

/** The line that is typed at a terminal in raw mode; null when the person leaves. */
async function typeLine(question: string, io: Pick<CommandIo, 'err' | 'status' | 'signal'>, input: PasswordInput): Promise<string | null> {
  io.status('')
  io.err(question)
  let typed: string[] | null = []
  const decoder = new TextDecoder()
  await readUntil(io, input, (piece) => {
    // Arrow keys and their like come as a sequence that starts with an escape.
    const keys = decoder.decode(piece, { stream: true }).replace(/\x1b\[[0-9;]*[A-Za-z~]|\x1b./g, '')
    for (const key of keys) {
      if (leaveKeys.has(key)) typed = null
      if (typed === null || enterKeys.has(key)) return true
      if (eraseKeys.has(key)) typed.pop()
      else if (key === eraseAllKey) typed = []
      else if (key >= ' ') typed.push(key)
    }
    return false
  })
  return typed === null ? null : (typed as string[]).join('')
}

/** Reads pieces until `take` says that it was the last, or there are no more. What comes after that stays for the next one. */
async function readUntil({ signal }: Pick<CommandIo, 'signal'>, input: PasswordInput, take: (piece: Buffer) => boolean): Promise<void> {
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const leave = () => {
    signal.removeEventListener('abort', stop)
    input.off('data', read).off('end', end).off('error', fail)
    // Else the process would wait for more input.
    input.pause()
  }
  const end = () => {
    leave()
    resolve()
  }
  const fail = (error: unknown) => {
    leave()
    reject(error)
  }
  const stop = () => fail(signal.reason)
  const read = (piece: Buffer) => {
    try {
      if (take(piece)) end()
    } catch (error) {
      fail(error)
    }
  }
  input.on('data', read).on('end', end).on('error', fail)
  signal.addEventListener('abort', stop)
  input.resume()
  await promise
}
