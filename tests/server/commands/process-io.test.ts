import { EventEmitter } from 'node:events'
import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { openProcessIo, type Program } from '../../../server/commands/process-io.ts'

/** A stream that keeps what is written, with the properties of a terminal where wanted. */
class Recorder extends Writable {
  text = ''
  readonly isTTY: boolean
  columns = 20
  /** Set, it takes nothing until released. */
  held: (() => void) | null = null

  constructor(isTTY: boolean) {
    super({ highWaterMark: 4 })
    this.isTTY = isTTY
  }

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.text += bytes.toString()
    if (this.held === null) done()
    else this.held = done
  }
}

function open(isTerminal: boolean) {
  const stdout = new Recorder(isTerminal)
  const stderr = new Recorder(isTerminal)
  const exits: unknown[] = []
  const program = Object.assign(new EventEmitter(), {
    stdout,
    stderr,
    env: { A: '1' },
    cwd: () => '/here',
    exit: (code: unknown) => exits.push(code),
  })
  return { io: openProcessIo(program as unknown as Program), program, stdout, stderr, exits }
}

test('lines go to their streams', () => {
  const { io, stdout, stderr } = open(false)
  io.out('result')
  io.err('remark')
  expect([stdout.text, stderr.text]).toEqual(['result\n', 'remark\n'])
  expect([io.cwd, io.env['A'], io.isTerminal]).toEqual(['/here', '1', false])
})

test('the status is repainted, cut to the terminal as wide as it is then, and cleared before a line', () => {
  const { io, stderr } = open(true)
  io.status('12345678901234567890123')
  io.status('12345678901234567890123')
  stderr.columns = 6
  io.status('12345678')
  io.err('line')
  io.status('')
  expect(stderr.text).toBe('\r\x1b[K1234567890123456789' + '\r\x1b[K12345' + '\r\x1b[Kline\n')
})

test('a terminal that does not know its width still shows the status', () => {
  const { io, stderr } = open(true)
  stderr.columns = 0
  io.status('working')
  expect(stderr.text).toBe('\r\x1b[Kworking')
})

test('without a terminal there is no status', () => {
  const { io, stderr } = open(false)
  io.status('half')
  expect(stderr.text).toBe('')
})

test('bytes wait for a slow reader', async () => {
  const { io, stdout } = open(false)
  stdout.held = () => {}
  let isWritten = false
  const writing = io.write(Buffer.from('more than four bytes')).then(() => {
    isWritten = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(isWritten).toBe(false)
  stdout.held()
  await writing
})

test('when nobody reads the output any more, the command is told to stop and waits for no one', async () => {
  const { io, stdout } = open(false)
  stdout.held = () => {}
  const writing = io.write(Buffer.from('more than four bytes'))
  stdout.destroy(Object.assign(new Error('EPIPE'), { code: 'EPIPE' }))
  await expect(writing).rejects.toThrow('Nobody reads')
  expect(io.signal.aborted).toBe(true)
  await expect(io.write(Buffer.from('x'))).rejects.toBe(io.signal.reason)
})

test('standard error that is gone ends nothing', async () => {
  const { io, stderr } = open(false)
  stderr.destroy(new Error('EPIPE'))
  await new Promise((resolve) => stderr.once('close', resolve))
  io.err('unheard')
  expect(io.signal.aborted).toBe(false)
})

test('a signal aborts, and after dispose nothing listens any more', () => {
  const { io, program, exits } = open(false)
  program.emit('SIGTERM', 'SIGTERM')
  expect(io.signal.reason).toMatchObject({ name: 'AbortError', message: 'Stopped by SIGTERM.' })
  expect(exits).toEqual([])
  io[Symbol.dispose]()
  expect(program.listenerCount('SIGTERM') + program.listenerCount('SIGINT')).toBe(0)
})
