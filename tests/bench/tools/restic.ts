import { join } from 'node:path'
import { type Command, shell } from '../command.ts'
import { run } from '../measure.ts'

export interface Restic {
  readonly repository: string
  initialise(): Promise<void>
  /** `line` may use `$R` for the program with its repository, and the variables given. */
  command(line: string, variables?: Readonly<Record<string, string>>): Command
}

/** Its repository format 2, which compresses with zstd; it always encrypts. */
export function createRestic(folder: string, signal: AbortSignal): Restic {
  const repository = join(folder, 'restic')
  const settings = { RESTIC_REPOSITORY: repository, RESTIC_PASSWORD: 'bench', RESTIC_CACHE_DIR: join(folder, 'restic-cache') }
  const command = (line: string, variables = {}) => shell(line, { ...settings, ...variables })
  return {
    repository,
    command,
    async initialise() {
      await run(command('restic init -q --repository-version 2'), signal)
    },
  }
}
