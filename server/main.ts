#!/usr/bin/env node
import module from 'node:module'
import { join } from 'node:path'
import type { CommandTable } from './commands/frame.ts'

// Saves parsing and type stripping at every start; by the variable also of this file itself, in the job processes that are started from here.
// Not in the shared temporary folder, where another user could plant code for us to run.
const compileCache = join(import.meta.dirname, '..', 'node_modules', '.cache', 'holdfast')
module.enableCompileCache?.(compileCache)
process.env['NODE_COMPILE_CACHE'] ??= compileCache

const commands: CommandTable = {
  backup: { load: async () => (await import('./commands/backup.ts')).backupCommand },
  verify: { load: async () => (await import('./commands/verify.ts')).verifyCommand },
  restore: { load: async () => (await import('./commands/restore.ts')).restoreCommand },
  extract: { load: async () => (await import('./commands/extract.ts')).extractCommand },
  list: { load: async () => (await import('./commands/list.ts')).listCommand },
  plugin: { load: async () => (await import('./commands/plugin.ts')).pluginCommand },
  serve: { load: async () => (await import('./commands/serve.ts')).serveCommand },
  job: { load: async () => (await import('./commands/job.ts')).jobCommand, hidden: true },
}

const { runCommandLine } = await import('./commands/frame.ts')
const { openProcessIo } = await import('./commands/process-io.ts')
using io = openProcessIo(process)
process.exitCode = await runCommandLine(process.argv.slice(2), commands, io)
