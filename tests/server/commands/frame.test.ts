import { expect, test } from 'vitest'
import { Failure, type FailureCode } from '../../../plugins/failure.ts'
import { defineCommand } from '../../../server/commands/command.ts'
import { type CommandTable, runCommandLine } from '../../../server/commands/frame.ts'
import { recordingIo } from './command-io.ts'

function tableWith(run: () => Promise<number>): CommandTable {
  const pack = defineCommand({
    name: 'pack',
    summary: 'Pack things',
    usage: 'pack --into DIR THING',
    options: { into: { type: 'string', placeholder: 'DIR', help: 'Where to.', required: true } },
    positionals: { atLeast: 1, atMost: 1 },
    run,
  })
  const inner = defineCommand({ name: 'inner', summary: 'Not for people', usage: 'inner', options: {}, run: async () => 0 })
  return { pack: { load: async () => pack }, inner: { load: async () => inner, hidden: true } }
}

async function runWith(words: readonly string[], run: () => Promise<number> = async () => 0, env: Record<string, string> = {}) {
  const recorded = recordingIo({ env })
  return { code: await runCommandLine(words, tableWith(run), recorded.io), ...recorded }
}

test('the exit code of a command is what its run resolves with', async () => {
  expect((await runWith(['pack', '--into', 'd', 'x'], async () => 3)).code).toBe(3)
})

test('without a command the overview goes to standard error and the exit code is 2', async () => {
  const { code, out, err } = await runWith([])
  expect(code).toBe(2)
  expect(out).toEqual([])
  expect(err.join('\n')).toContain('pack  Pack things')
})

test('help lists every command but the internal ones', async () => {
  for (const word of ['help', '--help', '-h']) {
    const { code, out } = await runWith([word])
    expect(code).toBe(0)
    expect(out.join('\n')).toContain('pack  Pack things')
    expect(out.join('\n')).not.toContain('inner')
  }
})

test('help of a command shows its usage and options, even when required ones are missing', async () => {
  for (const words of [
    ['help', 'pack'],
    ['pack', '--help'],
    ['pack', '-h', 'x', 'y'],
  ]) {
    const { code, out } = await runWith(words)
    expect(code).toBe(0)
    expect(out).toContain('Usage: holdfast pack --into DIR THING')
    expect(out.join('\n')).toMatch(/--into DIR\s+Where to\. \(required\)/)
  }
})

test('an unknown command is answered with the one that was most likely meant', async () => {
  const { code, err } = await runWith(['pakc'])
  expect(code).toBe(2)
  expect(err).toEqual(['Error: There is no command "pakc".', '  → Did you mean: holdfast pack?'])
})

test('a name that every object has is no command', async () => {
  expect((await runWith(['constructor'])).code).toBe(2)
})

test('a wrong command line is answered with cause, remedy and usage', async () => {
  const { code, err } = await runWith(['pack', '--in', 'd', 'x'])
  expect(code).toBe(2)
  expect(err).toEqual([
    'Error: There is no option --in here.',
    '  → Did you mean --into? Add --help to see all of them.',
    'Usage: holdfast pack --into DIR THING',
  ])
})

const codes: readonly [FailureCode, number][] = [
  ['internal', 1],
  ['invalid', 2],
  ['not_found', 4],
  ['corrupt', 5],
  ['conflict', 6],
  ['denied', 7],
  ['unauthenticated', 7],
  ['exhausted', 8],
  ['unavailable', 9],
  ['unsupported', 10],
]

test.each(codes)('a failure with code %s ends with exit code %i', async (code, exitCode) => {
  const fail = async () => {
    throw new Failure(code, 'It broke.', { remedy: 'Mend it.' })
  }
  const result = await runWith(['pack', '--into', 'd', 'x'], fail)
  expect(result.code).toBe(exitCode)
  expect(result.err.slice(0, 2)).toEqual(['Error: It broke.', '  → Mend it.'])
})

test('with --json a failure is one JSON object and nothing else', async () => {
  const fail = async () => {
    throw new Failure('exhausted', 'The target is full.', { remedy: 'Make room.', detail: { freeBytes: 0 } })
  }
  const { err } = await runWith(['pack', '--into', 'd', 'x', '--json'], fail)
  expect(err.map((line) => JSON.parse(line))).toEqual([
    { code: 'exhausted', message: 'The target is full.', remedy: 'Make room.', detail: { freeBytes: 0 } },
  ])
})

test('with --json a wrong command line is one JSON object too', async () => {
  for (const words of [
    ['pack', '--json'],
    ['nothing', '--json'],
  ]) {
    const { err } = await runWith(words)
    expect(err.map((line) => JSON.parse(line).code)).toEqual(['invalid'])
  }
})

test('an error that is no failure is reported without its stack, unless HOLDFAST_DEBUG asks for it', async () => {
  const fail = async () => {
    throw new TypeError('surprise', { cause: new Error('deeper') })
  }
  const quiet = await runWith(['pack', '--into', 'd', 'x'], fail)
  expect(quiet.code).toBe(1)
  expect(quiet.err.join('\n')).not.toContain('frame.test.ts')
  const loud = await runWith(['pack', '--into', 'd', 'x'], fail, { HOLDFAST_DEBUG: '1' })
  expect(loud.err.join('\n')).toMatch(/frame\.test\.ts[\s\S]*caused by Error: deeper/)
})

test('what failed may not write to the terminal by its name', async () => {
  const fail = async () => {
    throw new Failure('not_found', 'There is no \x1b[2Jtable.', { remedy: 'Look\nagain.' })
  }
  const { err } = await runWith(['pack', '--into', 'd', 'x'], fail)
  expect(err).toEqual(['Error: There is no \\x1b[2Jtable.', '  → Look\\x0aagain.'])
})

test('a command that stops because it was interrupted ends with 130', async () => {
  const controller = new AbortController()
  const { io, err } = recordingIo({ signal: controller.signal })
  const table = tableWith(async () => {
    controller.abort(new Error('Stopped by SIGINT.'))
    throw controller.signal.reason
  })
  expect(await runCommandLine(['pack', '--into', 'd', 'x'], table, io)).toBe(130)
  expect(err).toEqual(['Cancelled. Stopped by SIGINT.'])
})

test('a failure after an interruption is still told', async () => {
  const controller = new AbortController()
  const { io } = recordingIo({ signal: controller.signal })
  const table = tableWith(async () => {
    controller.abort(new Error('Stopped by SIGINT.'))
    throw new Failure('denied', 'A partial object could not be removed.')
  })
  expect(await runCommandLine(['pack', '--into', 'd', 'x'], table, io)).toBe(7)
})
