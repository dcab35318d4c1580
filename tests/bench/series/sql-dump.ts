import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { shell } from '../command.ts'
import { run } from '../measure.ts'
import type { Attempt, Series, Step } from '../series.ts'
import { createBorg } from '../tools/borg.ts'
import { createHoldfast, type Holdfast } from '../tools/holdfast.ts'
import { createRestic } from '../tools/restic.ts'
import type { SqlDumpWorkload } from '../workloads/sql-dump.ts'
import { placeSource } from './source-file.ts'

/** A dump file that is written anew every time, as a nightly script would, in a folder that is backed up. */
export function sqlDumpSeries(workload: SqlDumpWorkload, signal: AbortSignal): Series {
  return {
    name: workload.name,
    title: `${workload.title} dump`,
    async begin(folder) {
      const source = join(folder, 'dumps')
      await mkdir(source)
      const place = (state: string) => () => placeSource(state, join(source, 'bench.sql'))
      const attempts = createAttempts({ folder, source, signal })
      const steps: [string, string, string][] = [
        ['first', 'first backup', workload.base],
        ['unchanged', 'again, unchanged', workload.base],
        ['scattered', '1 % of rows changed, scattered', workload.scattered],
        ['clustered', '1 % of rows changed, clustered', workload.clustered],
      ]
      return steps.map(([name, title, state]): Step => ({ name, title, prepare: place(state), attempts: attempts(name) }))
    },
  }
}

function createAttempts(given: { folder: string; source: string; signal: AbortSignal }): (name: string) => Attempt[] {
  const { folder, source, signal } = given
  const holdfast = createHoldfast(join(folder, 'holdfast'))
  const restic = createRestic(folder, signal)
  const borg = createBorg(folder, signal)
  const variables = { SOURCE: source, FOLDER: folder, PACKED: join(folder, 'bench.sql.zst') }
  return (name) => [
    {
      tool: 'holdfast',
      programs: [],
      repository: 'holdfast',
      isWriter: true,
      storesIn: holdfast.folder,
      command: () => holdfast.backup(`files:${source}`, name === 'first' ? 'full' : 'incremental'),
      check: async (output) => {
        await holdfast.noteArchive(output)
        await expectRestores(holdfast, given)
      },
    },
    {
      tool: 'zstd -3',
      programs: ['zstd'],
      storesIn: variables.PACKED,
      before: async () => void (await run(shell('rm -f "$PACKED"', variables), signal)),
      command: () => shell('zstd -q -3 "$SOURCE/bench.sql" -o "$PACKED"', variables),
    },
    {
      tool: 'restic',
      programs: ['restic'],
      repository: 'restic',
      isWriter: true,
      storesIn: restic.repository,
      ...(name === 'first' ? { before: restic.initialise } : {}),
      command: () => restic.command('cd "$FOLDER"; restic backup -q dumps', variables),
    },
    {
      tool: 'borg',
      programs: ['borg'],
      repository: 'borg',
      isWriter: true,
      storesIn: borg.repository,
      ...(name === 'first' ? { before: borg.initialise } : {}),
      command: () => borg.command(`cd "$FOLDER"; borg create ::${name} dumps`, variables),
    },
  ]
}

/** Each backup is restored, unmeasured: what was stored in so few bytes must be the dump. */
async function expectRestores(holdfast: Holdfast, given: { folder: string; source: string; signal: AbortSignal }): Promise<void> {
  const restored = join(given.folder, 'restored')
  await run(holdfast.restore(`files:${restored}`), given.signal)
  const line = 'cmp "$SOURCE/bench.sql" "$RESTORED/bench.sql"; rm -r "$RESTORED"'
  await run(shell(line, { SOURCE: given.source, RESTORED: restored }), given.signal)
}
