import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { shell } from '../command.ts'
import { run } from '../measure.ts'
import type { Attempt, Series, Step } from '../series.ts'
import { type Borg, createBorg } from '../tools/borg.ts'
import { createHoldfast, type Holdfast } from '../tools/holdfast.ts'
import { createRestic, type Restic } from '../tools/restic.ts'
import type { SqliteWorkload } from '../workloads/sqlite.ts'
import { expectSameDump } from './same-dump.ts'
import { placeSource } from './source-file.ts'

interface Setup {
  readonly folder: string
  /** The database that is backed up. */
  readonly source: string
  readonly output: string
  readonly restored: string
  readonly holdfast: Holdfast
  readonly restic: Restic
  readonly borg: Borg
  readonly signal: AbortSignal
}

/** A database of half a gigabyte; the deduplicating tools are fed what a user would feed them, the output of `.dump`. */
export function sqliteSeries(workload: SqliteWorkload, signal: AbortSignal): Series {
  return {
    name: 'sqlite',
    title: 'SQLite',
    async begin(folder) {
      const setup: Setup = {
        folder,
        source: join(folder, 'source.db'),
        output: join(folder, 'output'),
        restored: join(folder, 'restored'),
        holdfast: createHoldfast(join(folder, 'holdfast')),
        restic: createRestic(folder, signal),
        borg: createBorg(folder, signal),
        signal,
      }
      await placeSource(workload.base, setup.source)
      return stepsOf(setup, workload)
    },
  }
}

function stepsOf(setup: Setup, workload: SqliteWorkload): Step[] {
  const change = (state: string) => () => placeSource(state, setup.source)
  return [
    { name: 'first', title: 'first backup', attempts: [...stores(setup, 'first'), ...plainFiles(setup)] },
    { name: 'verify', title: 'verify', attempts: verifications(setup) },
    { name: 'restore', title: 'restore', attempts: restores(setup, 'first') },
    { name: 'unchanged', title: 'again, unchanged', attempts: stores(setup, 'unchanged') },
    {
      name: 'scattered',
      title: '1 % of rows changed, scattered',
      prepare: change(workload.scattered),
      attempts: stores(setup, 'scattered'),
    },
    {
      name: 'clustered',
      title: '1 % of rows changed, clustered',
      prepare: change(workload.clustered),
      attempts: stores(setup, 'clustered'),
    },
    {
      name: 'restore-latest',
      title: 'restore after the changes',
      attempts: restores(setup, 'clustered').filter(({ repository }) => repository),
    },
  ]
}

function stores({ source, output, holdfast, restic, borg }: Setup, name: string): Attempt[] {
  const isFirst = name === 'first'
  return [
    {
      tool: 'holdfast',
      programs: [],
      repository: 'holdfast',
      isWriter: true,
      storesIn: holdfast.folder,
      command: () => holdfast.backup(`sqlite:${source}`, isFirst ? 'full' : 'incremental'),
      check: holdfast.noteArchive,
    },
    pipe({ source, output }, '.dump | zstd -3', 'sqlite3 "$SOURCE" .dump | zstd -q -3 >"$OUTPUT/dump.sql.zst"'),
    {
      tool: '.dump | restic',
      programs: ['sqlite3', 'restic'],
      repository: 'restic',
      isWriter: true,
      storesIn: restic.repository,
      ...(isFirst ? { before: restic.initialise } : {}),
      command: () => restic.command('sqlite3 "$SOURCE" .dump | restic backup -q --stdin --stdin-filename dump.sql', { SOURCE: source }),
    },
    {
      tool: '.dump | borg',
      programs: ['sqlite3', 'borg'],
      repository: 'borg',
      isWriter: true,
      storesIn: borg.repository,
      ...(isFirst ? { before: borg.initialise } : {}),
      command: () => borg.command(`sqlite3 "$SOURCE" .dump | borg create --stdin-name dump.sql ::${name} -`, { SOURCE: source }),
    },
  ]
}

function plainFiles(setup: Setup): Attempt[] {
  return [
    pipe(setup, '.dump | gzip', 'sqlite3 "$SOURCE" .dump | gzip >"$OUTPUT/dump.sql.gz"'),
    pipe(setup, '.backup + zstd -3', 'sqlite3 "$SOURCE" ".backup $OUTPUT/copy.db"; zstd -q -3 --rm "$OUTPUT/copy.db"'),
  ]
}

function pipe({ source, output }: Pick<Setup, 'source' | 'output'>, tool: string, line: string): Attempt {
  return {
    tool,
    programs: ['sqlite3', ...(tool.includes('zstd') ? ['zstd'] : [])],
    storesIn: output,
    async before() {
      await rm(output, { recursive: true, force: true })
      await mkdir(output)
    },
    command: () => shell(line, { SOURCE: source, OUTPUT: output }),
  }
}

function verifications({ holdfast, restic, borg }: Setup): Attempt[] {
  return [
    { tool: 'holdfast', programs: [], repository: 'holdfast', command: () => holdfast.verify() },
    { tool: 'holdfast --deep', programs: [], repository: 'holdfast', command: () => holdfast.verify('--deep') },
    { tool: 'restic', programs: ['restic'], repository: 'restic', command: () => restic.command('restic check -q --read-data') },
    { tool: 'borg', programs: ['borg'], repository: 'borg', command: () => borg.command('borg check --verify-data') },
  ]
}

function restores(setup: Setup, archive: string): Attempt[] {
  const { folder, holdfast, restic, borg, restored } = setup
  const plain = join(folder, 'dump.sql')
  const variables = { RESTORED: restored, PLAIN: plain }
  const around = {
    before: () => rm(restored, { force: true }),
    check: () => expectSameDump(setup.source, restored, setup.signal),
  }
  const ofPlain = {
    async before() {
      await around.before()
      if (await stat(plain).catch(() => null)) return
      const line = 'sqlite3 "$SOURCE" .dump >"$PLAIN"; zstd -q -3 "$PLAIN" -o "$PLAIN.zst"'
      await run(shell(line, { SOURCE: setup.source, PLAIN: plain }), setup.signal)
    },
    check: around.check,
  }
  return [
    { tool: 'holdfast', programs: [], repository: 'holdfast', command: () => holdfast.restore(`sqlite:${restored}`), ...around },
    { tool: 'sqlite3 < dump', programs: ['sqlite3'], command: () => shell('sqlite3 "$RESTORED" <"$PLAIN"', variables), ...ofPlain },
    {
      tool: 'zstd -dc | sqlite3',
      programs: ['sqlite3', 'zstd'],
      command: () => shell('zstd -q -dc "$PLAIN.zst" | sqlite3 "$RESTORED"', variables),
      ...ofPlain,
    },
    {
      tool: 'restic | sqlite3',
      programs: ['sqlite3', 'restic'],
      repository: 'restic',
      command: () => restic.command('restic dump -q latest dump.sql | sqlite3 "$RESTORED"', variables),
      ...around,
    },
    {
      tool: 'borg | sqlite3',
      programs: ['sqlite3', 'borg'],
      repository: 'borg',
      command: () => borg.command(`borg extract --stdout ::${archive} | sqlite3 "$RESTORED"`, variables),
      ...around,
    },
  ]
}
