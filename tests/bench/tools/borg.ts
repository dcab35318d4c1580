import { join } from 'node:path'
import { type Command, shell } from '../command.ts'
import { run } from '../measure.ts'

export interface Borg {
  readonly repository: string
  initialise(): Promise<void>
  /** `line` names an archive as `::name`, and may use the variables given. */
  command(line: string, variables?: Readonly<Record<string, string>>): Command
}

/** As installed: lz4, and no encryption, since ours has none either where nobody asks for it. */
export function createBorg(folder: string, signal: AbortSignal): Borg {
  const repository = join(folder, 'borg')
  const settings = {
    BORG_REPO: repository,
    BORG_BASE_DIR: join(folder, 'borg-base'),
    BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
    BORG_RELOCATED_REPO_ACCESS_IS_OK: 'yes',
  }
  const command = (line: string, variables = {}) => shell(line, { ...settings, ...variables })
  return {
    repository,
    command,
    async initialise() {
      await run(command('borg init -e none'), signal)
    },
  }
}
