import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import { askNewPassword, type PasswordInput } from '../../../server/commands/ask-password.ts'
import { recordingIo } from './command-io.ts'

/** Standard input as a pipe or a terminal, which gives its pieces one by one while somebody reads. */
function inputOf(pieces: readonly string[], isTTY = false) {
  const left = [...pieces]
  const modes: boolean[] = []
  let isFlowing = false
  const input = Object.assign(new EventEmitter(), {
    isTTY,
    setRawMode: (isRaw: boolean) => modes.push(isRaw),
    resume: () => {
      isFlowing = true
      queueMicrotask(flow)
    },
    pause: () => {
      isFlowing = false
    },
  })
  const flow = () => {
    if (!isFlowing) return
    const piece = left.shift()
    if (piece === undefined) {
      isFlowing = false
      input.emit('end')
    } else {
      input.emit('data', Buffer.from(piece))
    }
    queueMicrotask(flow)
  }
  const listeners = () => ['data', 'end', 'error'].reduce((sum, event) => sum + input.listenerCount(event), 0)
  return { input: input as unknown as PasswordInput, modes, listeners, emitter: input, isRead: () => isFlowing }
}

const ask = (pieces: readonly string[], isTTY = false) => askNewPassword(recordingIo().io, inputOf(pieces, isTTY).input)

describe('from standard input', () => {
  test.each<[string, string[]]>([
    ['one line', ['secret words\n']],
    ['a line that never ends', ['secret words']],
    ['a line of Windows', ['secret words\r\n']],
    ['a line in pieces', ['secret', ' wor', 'ds\n']],
    ['the first of several', ['secret words\nmore\n']],
  ])('%s', async (_, pieces) => {
    expect(await ask(pieces)).toBe('secret words')
  })

  test('nothing is no password, and neither is a flood', async () => {
    await expect(ask([])).rejects.toMatchObject({ code: 'invalid' })
    await expect(ask(['\n'])).rejects.toMatchObject({ code: 'invalid' })
    await expect(ask(Array(30).fill('x'.repeat(1000)))).rejects.toMatchObject({ code: 'invalid' })
  })

  test('letters that arrive in halves are put together', async () => {
    for (const isTTY of [false, true]) {
      const { input, emitter } = inputOf([], isTTY)
      Object.assign(input, { resume: () => input })
      const asked = askNewPassword(recordingIo().io, input)
      for (let line = 0; line < (isTTY ? 2 : 1); line += 1) {
        for (const byte of Buffer.from('pässword\n')) emitter.emit('data', Buffer.from([byte]))
        await new Promise((resolve) => setImmediate(resolve))
      }
      expect(await asked).toBe('pässword')
    }
  })
})

describe('at a terminal', () => {
  test('it is typed twice and nothing is shown', async () => {
    const { input, modes, listeners, isRead } = inputOf(['secret words\r', 'secret words\r'], true)
    const { io, out, err } = recordingIo()
    expect(await askNewPassword(io, input)).toBe('secret words')
    expect([out, err]).toEqual([[], ['New password (it is not shown):', 'The same once more:']])
    expect(modes).toEqual([true, false])
    expect([listeners(), isRead()]).toEqual([0, false])
  })

  test.each<[string, string[]]>([
    ['a key a piece', ['a', 'b', 'c', '\r', 'abc\r']],
    ['mistakes taken back', ['abx\x7fc\r', 'x\b\babc\n']],
    ['the whole taken back', ['wrong\x15abc\r', 'abc\r']],
    ['arrow keys', ['a\x1b[Db\x1b[1;5Cc\r', '\x1bOabc\r']],
  ])('%s', async (_, pieces) => {
    expect(await ask(pieces, true)).toBe('abc')
  })

  test('two that differ are none, and Ctrl-C or the end is none', async () => {
    await expect(ask(['abc\r', 'abd\r'], true)).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('differ') })
    for (const leaving of ['abc\x03', '\x04', '\r']) await expect(ask([leaving], true)).rejects.toMatchObject({ code: 'invalid' })
  })

  test('the terminal is itself again when the command is stopped', async () => {
    const { input, modes, listeners } = inputOf([], true)
    const stopping = new AbortController()
    Object.assign(input, { resume: () => input })
    const asked = askNewPassword(recordingIo({ signal: stopping.signal }).io, input)
    stopping.abort(new Error('stopped'))
    await expect(asked).rejects.toThrow('stopped')
    expect([modes, listeners()]).toEqual([[true, false], 0])
  })
})
