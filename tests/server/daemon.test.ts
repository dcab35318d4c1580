import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Files } from '../../plugins/contract.ts'
import type { Config } from '../../server/config.ts'
import { openDaemon } from '../../server/daemon.ts'
import { defaultHttpConfig } from '../../server/http/http-config.ts'
import { systemSeams } from '../../server/seams/seams.ts'

/** What stays in a data folder: no lock, and nothing that an open database leaves beside it. */
const kept = ['metadata.db', 'secret.key']

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-daemon-'))
})
afterEach(() => rm(folder, { recursive: true }))

function open(changes: Partial<Config> = {}, faults: Partial<Files> = {}) {
  const seams = systemSeams()
  const config: Config = {
    dataPath: join(folder, 'data'),
    listen: { host: '127.0.0.1', port: 0 },
    drainSeconds: 10,
    http: defaultHttpConfig,
    ...changes,
  }
  return openDaemon(config, {
    seams: { ...seams, files: { ...seams.files, ...faults } },
    pid: process.pid,
    env: {},
    pluginPaths: [],
    onUnexpected() {},
  })
}

/** The daemon as its users start it. */
async function startProcess(words: readonly string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../server/main.ts'), 'serve', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const errors: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line))
  const exited = once(child, 'close').then(([code]) => code as number)
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exited.then(() => [''])])) as [string]
  return { child: child as ChildProcess, line, errors, exited, url: line.replace(/^.* /, '') }
}

test('the data folder is made for its owner alone and holds only the metadata and its key once the daemon has stopped', async () => {
  await using stack = new AsyncDisposableStack()
  const daemon = stack.use(await open())
  expect((await fetch(`${daemon.url}/api/v1/health`)).status).toBe(200)
  expect((await stat(join(folder, 'data'))).mode & 0o777).toBe(0o700)
  await stack.disposeAsync()
  expect(await readdir(join(folder, 'data'))).toEqual(kept)
  await expect(fetch(`${daemon.url}/api/v1/health`)).rejects.toThrow()
})

test('a port that is taken gives the lock back', async () => {
  await using first = await open()
  const port = Number(new URL(first.url).port)
  const other = join(folder, 'other')
  await expect(open({ dataPath: other, listen: { host: '127.0.0.1', port } })).rejects.toMatchObject({ code: 'conflict' })
  expect(await readdir(other)).toEqual(kept)
})

test('a file where the data folder should be is refused', async () => {
  await writeFile(join(folder, 'file'), '')
  for (const dataPath of [join(folder, 'file'), join(folder, 'file', 'below')]) {
    await expect(open({ dataPath })).rejects.toMatchObject({ code: 'invalid', remedy: expect.stringContaining('--data') })
  }
})

test.each(['mkdir', 'open'] as const)('a data folder that can not be written to (%s) is refused', async (method) => {
  const refuse = async () => {
    throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' })
  }
  await expect(open({}, { [method]: refuse })).rejects.toMatchObject({ code: 'denied', remedy: expect.stringContaining('--data') })
})

test('serve prints one line with its real URL, and a second daemon is kept off its data', async () => {
  const { child, line, url, exited } = await startProcess(['--data', folder, '--listen', '127.0.0.1:0'])
  expect(line).toMatch(/^Holdfast is ready at http:\/\/127\.0\.0\.1:[1-9]\d*$/)
  expect(await (await fetch(`${url}/api/v1/health`)).json()).toMatchObject({ status: 'ok' })
  const second = await startProcess(['--data', folder, '--listen', '127.0.0.1:0'])
  expect(await second.exited).toBe(6)
  expect(second.errors[0]).toContain(`process ${child.pid}`)
  child.kill('SIGTERM')
  expect(await exited).toBe(0)
  expect(await readdir(folder)).toEqual(kept)
})

test('a daemon that was killed does not keep the next one from its data', async () => {
  const first = await startProcess(['--data', folder, '--listen', '127.0.0.1:0'])
  first.child.kill('SIGKILL')
  await first.exited
  const second = await startProcess(['--data', folder, '--listen', '127.0.0.1:0'])
  expect(second.line).toContain('ready')
  second.child.kill('SIGINT')
  expect(await second.exited).toBe(0)
})

test('Ctrl-C under npm, which delivers it twice, drains all the same', async () => {
  const { child, exited } = await startProcess(['--data', folder, '--listen', '127.0.0.1:0'])
  child.kill('SIGINT')
  child.kill('SIGTERM')
  expect(await exited).toBe(0)
})

test('what stops npm start stops the daemon, and it drains', async () => {
  const words = ['start', '--silent', '--', '--data', folder, '--listen', '127.0.0.1:0']
  const npm = spawn('npm', words, { cwd: join(import.meta.dirname, '../..'), stdio: ['ignore', 'pipe', 'ignore'] })
  const exited = once(npm, 'close')
  await once(createInterface({ input: npm.stdout }), 'line')
  npm.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  expect(await readdir(folder)).toEqual(kept)
})

test('a second signal ends a daemon that still drains', async () => {
  const { child, url, exited } = await startProcess(['--data', folder, '--listen', '127.0.0.1:0'])
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  await once(socket, 'connect')
  // A request whose body never comes keeps the daemon draining.
  socket.write('POST /slow HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n')
  child.kill('SIGTERM')
  await refusesConnections(Number(port))
  // What follows too soon counts as the same signal, so it is repeated.
  const impatience = setInterval(() => child.kill('SIGTERM'), 50)
  expect(await exited).toBe(130)
  clearInterval(impatience)
  socket.destroy()
})

test('a wrong --listen ends with 2 and says how it is written', async () => {
  const { exited, errors } = await startProcess(['--data', folder, '--listen', 'nonsense'])
  expect(await exited).toBe(2)
  expect(errors.join('\n')).toContain('127.0.0.1:8080')
})

async function refusesConnections(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const outcome = await Promise.race([once(socket, 'connect').then(() => 'accepted'), once(socket, 'error').then(() => 'refused')]).catch(
      () => 'refused',
    )
    socket.destroy()
    if (outcome === 'refused') return
  }
}
