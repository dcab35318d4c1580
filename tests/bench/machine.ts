import { access, constants } from 'node:fs/promises'
import { availableParallelism, cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { measure } from './measure.ts'

export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryBytes: number
  readonly system: string
  /** As each program says. */
  readonly versions: Readonly<Record<string, string>>
}

const askVersion: Readonly<Record<string, readonly string[]>> = {
  sqlite3: ['--version'],
  restic: ['version'],
  borg: ['--version'],
  zstd: ['--version'],
  tar: ['--version'],
  gzip: ['--version'],
  pg_dump: ['--version'],
  'mariadb-dump': ['--version'],
}

/** The tools of the comparison that are in PATH, and what they and the machine are. */
export async function describeMachine(signal: AbortSignal): Promise<Machine> {
  const versions: Record<string, string> = { node: versionIn(process.version) }
  for (const [program, args] of Object.entries(askVersion)) {
    if (!(await isInstalled(program))) continue
    const { output } = await measure({ program, args }, signal)
    versions[program] = versionIn(output)
  }
  return {
    processor: cpus()[0]?.model ?? 'unknown processor',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `Linux ${release()}`,
    versions,
  }
}

/** The first thing in a program's answer that looks like a version. */
export function versionIn(answer: string): string {
  return /\d+\.\d+[.\d]*/.exec(answer)?.[0] ?? 'of unknown version'
}

async function isInstalled(program: string): Promise<boolean> {
  for (const folder of (process.env['PATH'] ?? '').split(':')) {
    const isThere = await access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return true
  }
  return false
}
