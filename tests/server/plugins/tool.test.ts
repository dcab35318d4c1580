import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import type { ToolRun } from '../../../plugins/contract.ts'
import { systemProcesses } from '../../../server/seams/processes.ts'
import { systemSeams } from '../../../server/seams/seams.ts'
import { bytesOf, call, collect, openWorkplace } from './workplace.ts'

const shell = (script: string, rest: Partial<ToolRun> = {}): ToolRun => ({ command: 'sh', args: ['-c', script], ...rest })

async function output(run: ToolRun, signal = call.signal): Promise<string> {
  await using place = await openWorkplace()
  return Buffer.concat(await collect(place.host.tool(run, { signal }))).toString()
}

const isAlive = (pid: number) => systemProcesses.signal(pid, 0) && !/\) Z /.test(spawnSync('cat', [`/proc/${pid}/stat`]).stdout.toString())

describe('tool', () => {
  test('gives what the program writes', async () => {
    expect(await output(shell('printf one; printf two >&2; printf three'))).toBe('onethree')
  })

  test('feeds its input', async () => {
    expect(await output({ command: 'cat', args: [], input: bytesOf('a', 'b', 'c') })).toBe('abc')
  })

  test('gives it a small environment without what the daemon knows', async () => {
    process.env['HOLDFAST_TEST_SECRET'] = 'canary'
    const names = (await output({ command: 'env', args: [], environment: { PGHOST: 'here' } }))
      .split('\n')
      .map((line) => line.split('=')[0])
    delete process.env['HOLDFAST_TEST_SECRET']
    expect(names).toContain('PGHOST')
    expect(names.filter((name) => !['PATH', 'HOME', 'LANG', 'TMPDIR', 'PGHOST', 'PWD', 'SHLVL', '_', ''].includes(name!))).toEqual([])
  })

  test('an exit code that is not 0 fails after all output, with the end of what it said', async () => {
    const run = shell('printf data; echo "no such table" >&2; exit 3')
    await expect(output(run)).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('exit code 3: no such table'),
      detail: { tool: 'sh', exitCode: 3, stderr: 'no such table' },
    })
  })

  test('an exit code that comes long after the output ended still counts', async () => {
    await expect(output(shell('printf data; exec >&-; sleep 0.2; exit 4'))).rejects.toMatchObject({ detail: { exitCode: 4 } })
  })

  test('keeps only the end of a long standard error', async () => {
    const error = await output(shell('head -c 100000 /dev/zero | tr "\\0" x >&2; echo END >&2; exit 1')).catch((thrown) => thrown)
    expect(error.detail.stderr.length).toBeLessThanOrEqual(16 * 1024)
    expect(error.detail.stderr.endsWith('END')).toBe(true)
  })

  test('a signal that kills it is a failure', async () => {
    await expect(output(shell('printf data; kill -9 $$'))).rejects.toMatchObject({ message: expect.stringContaining('SIGKILL') })
  })

  test('a program that is not there is unsupported, with what to install', async () => {
    await expect(output({ command: 'there-is-no-such-tool', args: [] })).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('not installed'),
      remedy: expect.stringContaining('Install'),
    })
  })

  test('a tool that stops reading is judged by its exit code', async () => {
    async function* endless() {
      for (;;) yield new Uint8Array(100_000)
    }
    await expect(output(shell('exit 5', { input: endless() }))).rejects.toMatchObject({ detail: { exitCode: 5 } })
  })

  test('a tool that ends with 0 before it has read its input is a failure', async () => {
    async function* long() {
      for (let index = 0; index < 100; index += 1) yield new Uint8Array(100_000)
    }
    await expect(output(shell('exit 0', { input: long() }))).rejects.toMatchObject({ message: expect.stringContaining('whole input') })
  })

  test('a tool that dies while its input sleeps does not hang', async () => {
    async function* sleeping() {
      yield new Uint8Array(10)
      await new Promise(() => {})
    }
    await expect(output(shell('exit 6', { input: sleeping() }))).rejects.toMatchObject({ detail: { exitCode: 6 } })
  })

  test('an error of the input ends the tool and is rethrown', async () => {
    const reason = new Error('the archive is damaged')
    await expect(output({ command: 'cat', args: [], input: bytesOf('a', reason) })).rejects.toBe(reason)
  })

  test('an abort ends the whole group, its children included', async () => {
    await using place = await openWorkplace()
    const controller = new AbortController()
    const reason = new Error('enough')
    let pids: number[] = []
    const reading = (async () => {
      for await (const bytes of place.host.tool(shell('sleep 100 & echo $$ $!; wait'), { signal: controller.signal })) {
        pids = Buffer.from(bytes).toString().trim().split(' ').map(Number)
        controller.abort(reason)
      }
    })()
    await expect(reading).rejects.toBe(reason)
    expect(pids.length).toBe(2)
    expect(pids.filter(isAlive)).toEqual([])
  })

  test('a group that ignores SIGTERM is killed', async () => {
    const impatient = { ...systemSeams(), clock: { ...systemSeams().clock, sleep: async () => {} } }
    await using place = await openWorkplace({ seams: impatient })
    let pid = 0
    for await (const bytes of place.host.tool(shell('trap "" TERM; echo $$; while :; do sleep 1; done'), call)) {
      pid = Number(Buffer.from(bytes).toString())
      break
    }
    expect(isAlive(pid)).toBe(false)
  })

  test('a reader that stops early ends the tool', async () => {
    await using place = await openWorkplace()
    for await (const _ of place.host.tool({ command: 'yes', args: [] }, call)) break
  })
})
