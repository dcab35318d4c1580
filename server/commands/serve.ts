import { join } from 'node:path'
import { loadConfig } from '../config.ts'
import { openDaemon } from '../daemon.ts'
import { type CommandIo, defineCommand } from './command.ts'
import { exitCode } from './exit-code.ts'
import { printable } from './format.ts'
import { pluginPaths } from './places.ts'

export const serveCommand = defineCommand({
  name: 'serve',
  summary: 'Run the daemon until SIGTERM or SIGINT',
  usage: 'serve [--data DIR] [--listen HOST:PORT]',
  options: {
    data: {
      type: 'string',
      placeholder: 'DIR',
      help: 'Where the daemon keeps its state; HOLDFAST_DATA; default: data where Holdfast is installed.',
    },
    listen: {
      type: 'string',
      placeholder: 'HOST:PORT',
      help: 'Where it answers; HOLDFAST_LISTEN; default: 127.0.0.1:8080; port 0 takes a free one.',
    },
  },
  async run({ options, io }) {
    const home = join(import.meta.dirname, '..', '..')
    const config = await loadConfig({
      flags: { data: options.data, listen: options.listen },
      env: io.env,
      cwd: io.cwd,
      home,
      files: io.seams.files,
    })
    await using daemon = await openDaemon(config, {
      seams: io.seams,
      pid: process.pid,
      env: io.env,
      pluginPaths: pluginPaths(io),
      onUnexpected: (error) => io.err(describe(error)),
    })
    const { url, setupUrl } = daemon
    io.out(io.json ? JSON.stringify({ type: 'ready', url, setupUrl }) : `Holdfast is ready at ${url}`)
    if (setupUrl !== null && !io.json) io.out(`Nobody can sign in yet. Make the first admin, once, within a day: ${setupUrl}`)
    await aborted(io)
    return exitCode.done
  },
})

async function aborted({ signal }: CommandIo): Promise<void> {
  if (signal.aborted) return
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}

function describe(error: unknown): string {
  return printable(error instanceof Error ? (error.stack ?? error.message) : String(error))
}
