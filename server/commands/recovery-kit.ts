import { resolve } from 'node:path'
import { Failure, toFailure } from '../../plugins/failure.ts'
import { commandLine } from '../auth/doer.ts'
import { RecoveryKitService } from '../services/recovery-kit.ts'
import { askNewPassword } from './ask-password.ts'
import { openGuardedData } from './auth-options.ts'
import { type CommandIo, defineCommand } from './command.ts'
import { dataOptions } from './data-options.ts'
import { exitCode } from './exit-code.ts'
import { printable } from './format.ts'

export const recoveryKitCommand = defineCommand({
  name: 'recovery-kit',
  summary: 'Write what restores backups without Holdfast into one file; its passphrase is typed, or read from standard input.',
  usage: 'recovery-kit FILE [--unsealed]',
  positionals: { atLeast: 1, atMost: 1 },
  options: {
    unsealed: { type: 'boolean', help: 'Without a passphrase: whoever has the file and the backups can read them.' },
    ...dataOptions,
  },
  async run({ positionals, options, io }) {
    const path = resolve(io.cwd, positionals[0]!)
    await using data = await openGuardedData(io, { data: options.data })
    await refuseThere(path, io)
    const passphrase = options.unsealed === true ? null : await askNewPassword(io, process.stdin, 'passphrase')
    const { bytes, isSealed } = await new RecoveryKitService(data.installation).make(passphrase)
    await writeNew(path, bytes, io)
    await data.auth.audit.record({ ...commandLine, action: 'recovery_kit.make', subject: 'recovery-kit', detail: { isSealed } })
    const how = isSealed
      ? '"age -d" opens it with the passphrase, and nothing else does.'
      : 'It is not sealed: whoever has it and the backups can read them.'
    io.out(io.json ? JSON.stringify({ path, isSealed }) : `${printable(path)} is the recovery kit. ${how} Keep it away from the backups.`)
    return exitCode.done
  },
})

/** Before anybody types a passphrase for nothing. */
async function refuseThere(path: string, { seams }: CommandIo): Promise<void> {
  const found = await seams.files.lstat(path).catch(() => null)
  if (found !== null) throw new Failure('conflict', `${path} is there already.`, { remedy: 'Choose another file name.' })
}

/** Never over a file that is there, whole or not at all, and for its owner alone. */
async function writeNew(path: string, bytes: Uint8Array, { seams }: CommandIo): Promise<void> {
  let isOurs = false
  try {
    await using file = await seams.files.open(path, 'wx', 0o600)
    isOurs = true
    await file.writeFile(bytes)
    await file.sync()
  } catch (error) {
    if (isOurs) await seams.files.rm(path, { force: true })
    const { code, message, detail } = toFailure(error, `writing ${path}`)
    const remedy = code === 'conflict' ? 'Choose another file name.' : 'Choose a folder that is there and may be written to.'
    throw new Failure(code, message, { remedy, detail, cause: error })
  }
}
