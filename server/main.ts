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
  undo: { load: async () => (await import('./commands/undo.ts')).undoCommand },
  extract: { load: async () => (await import('./commands/extract.ts')).extractCommand },
  inspect: { load: async () => (await import('./commands/inspect.ts')).inspectCommand },
  list: { load: async () => (await import('./commands/list.ts')).listCommand },
  source: { load: async () => (await import('./commands/source.ts')).sourceCommand },
  target: { load: async () => (await import('./commands/target.ts')).targetCommand },
  plan: { load: async () => (await import('./commands/plan.ts')).planCommand },
  contracts: { load: async () => (await import('./commands/contracts.ts')).contractsCommand },
  config: { load: async () => (await import('./commands/config.ts')).configCommand },
  secrets: { load: async () => (await import('./commands/secrets.ts')).secretsCommand },
  run: { load: async () => (await import('./commands/run.ts')).runCommand },
  jobs: { load: async () => (await import('./commands/jobs.ts')).jobsCommand },
  job: { load: async () => (await import('./commands/job.ts')).jobCommand },
  cancel: { load: async () => (await import('./commands/cancel.ts')).cancelCommand },
  backups: { load: async () => (await import('./commands/backups.ts')).backupsCommand },
  show: { load: async () => (await import('./commands/show.ts')).showCommand },
  delete: { load: async () => (await import('./commands/delete.ts')).deleteCommand },
  pin: { load: async () => (await import('./commands/pin.ts')).pinCommand },
  unpin: { load: async () => (await import('./commands/pin.ts')).unpinCommand },
  accept: { load: async () => (await import('./commands/pin.ts')).acceptCommand },
  identity: { load: async () => (await import('./commands/identity.ts')).identityCommand },
  'recovery-kit': { load: async () => (await import('./commands/recovery-kit.ts')).recoveryKitCommand },
  prune: { load: async () => (await import('./commands/prune.ts')).pruneCommand },
  drill: { load: async () => (await import('./commands/drill.ts')).drillCommand },
  rescan: { load: async () => (await import('./commands/rescan.ts')).rescanCommand },
  history: { load: async () => (await import('./commands/history.ts')).historyCommand },
  user: { load: async () => (await import('./commands/user.ts')).userCommand },
  key: { load: async () => (await import('./commands/key.ts')).keyCommand },
  audit: { load: async () => (await import('./commands/audit.ts')).auditCommand },
  plugin: { load: async () => (await import('./commands/plugin.ts')).pluginCommand },
  serve: { load: async () => (await import('./commands/serve.ts')).serveCommand },
  worker: { load: async () => (await import('./commands/worker.ts')).workerCommand, hidden: true },
  step: { load: async () => (await import('./commands/step.ts')).stepCommand, hidden: true },
}

const { runCommandLine } = await import('./commands/frame.ts')
const { openProcessIo } = await import('./commands/process-io.ts')
using io = openProcessIo(process)
process.exitCode = await runCommandLine(process.argv.slice(2), commands, io)
