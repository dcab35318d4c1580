import { basename, resolve } from 'node:path'
import { Failure } from '../../plugins/failure.ts'
import type { RestorePlan } from '../domain/restore.ts'
import type { RequestOf } from '../domain/work.ts'
import { BackupService } from '../services/backups.ts'
import type { Installation } from '../services/installation.ts'
import { refuseProblems } from '../services/restore-failures.ts'
import { RestoreService } from '../services/restores.ts'
import { SourceService } from '../services/sources.ts'
import type { CommandIo } from './command.ts'
import { configure } from './configure.ts'
import { confirmByName } from './confirm.ts'
import { openData } from './data-options.ts'
import { exitCode, exitCodeOf } from './exit-code.ts'
import { runAndFollow } from './follow.ts'
import { parsePlace } from './places.ts'
import { restorePlanLines } from './restore-lines.ts'
import type { RestoreOptions } from './restore-options.ts'
import { parseNames } from './settings.ts'

/** Whoever sits at a command line could read the file anyway. */
const isPathTrusted = true

/** Restores a backup of an installation, or an upload into it, as a job: planned, confirmed, with a safety backup, and to be undone. */
export async function restoreBackup(word: string | undefined, options: RestoreOptions, io: CommandIo): Promise<number> {
  await using installation = await openData(io, { data: options.data })
  const request = await requestOf(word, options, { installation, io })
  const service = new RestoreService(installation)
  const plan = await service.plan(request, { isPathTrusted, signal: io.signal })
  if (options['dry-run'] === true) return showPlan(plan, io)
  return await startRestore({ plan, request, options }, { installation, io, start: () => service.start(request, { isPathTrusted }) })
}

interface Planned {
  readonly plan: RestorePlan
  readonly request: RequestOf<'restore'>
  readonly options: { readonly yes?: boolean | undefined }
}

/** Refuses what can't be done, asks where something would be replaced, then starts it and follows it to its end. */
export async function startRestore(
  { plan, request, options }: Planned,
  by: { readonly installation: Installation; readonly io: CommandIo; readonly start: () => ReturnType<RestoreService['start']> },
): Promise<number> {
  const { installation, io, start } = by
  refuseProblems(plan.problems)
  if (!io.json) for (const line of restorePlanLines(plan)) io.err(line)
  const { holdsData, name } = plan.destination
  if (holdsData !== false && request.existing !== 'refuse' && options.yes !== true) await confirmByName(name, io)
  return await runAndFollow(installation, await start(), io)
}

function showPlan(plan: RestorePlan, io: CommandIo): number {
  if (io.json) io.out(JSON.stringify(plan))
  else for (const line of restorePlanLines(plan)) io.out(line)
  const [problem] = plan.problems
  return problem === undefined ? exitCode.done : exitCodeOf(problem.code)
}

async function requestOf(
  word: string | undefined,
  options: RestoreOptions,
  by: { readonly installation: Installation; readonly io: CommandIo },
): Promise<RequestOf<'restore'>> {
  return {
    kind: 'restore',
    from: await fromOf(word, options, by),
    to: await toOf(word, options, by),
    existing: (options.existing ?? (options.into === undefined ? 'replace' : 'refuse')) as RequestOf<'restore'>['existing'],
    tables: parseNames(options.tables),
    isSafe: options['no-safety'] !== true,
    undoOf: null,
  }
}

type By = { readonly installation: Installation; readonly io: CommandIo }

async function fromOf(
  word: string | undefined,
  { upload }: RestoreOptions,
  { installation, io }: By,
): Promise<RequestOf<'restore'>['from']> {
  if ((word === undefined) === (upload === undefined)) {
    const message = word === undefined ? 'It is not said what to restore.' : 'A backup and an upload can not both be restored.'
    throw new Failure('invalid', message, { remedy: 'Give a backup ("holdfast backups" lists them), an archive file, or --upload FILE.' })
  }
  if (upload !== undefined) return { path: resolve(io.cwd, upload), name: basename(upload) }
  return { backupId: (await new BackupService(installation).find(word!)).id }
}

/** Without more it goes back to where it came from. */
async function toOf(
  word: string | undefined,
  { to, into, set }: RestoreOptions,
  { installation, io }: By,
): Promise<RequestOf<'restore'>['to']> {
  if (to !== undefined) {
    if (set === undefined) return { sourceId: (await new SourceService(installation).find(to)).id }
    throw new Failure('invalid', 'Option --set means nothing with --to.', { remedy: 'A source has its own settings.' })
  }
  if (into === undefined) {
    const sourceId = word === undefined ? null : (await new BackupService(installation).find(word)).sourceId
    if (sourceId !== null) return { sourceId }
    throw new Failure('invalid', 'It is not said where to restore to.', {
      remedy: 'Add --to SOURCE ("holdfast source list" shows them), or --into DIALECT:WHERE for a place of its own.',
    })
  }
  const { registry } = installation
  const place = await parsePlace(into, 'dialect', { registry, io })
  const { name, config } = await configure(place, { registry, io, set: set ?? [], setFile: [] })
  const { path } = config
  // The job runs in another folder than this command.
  return { dialect: name, config: typeof path === 'string' ? { ...config, path: resolve(io.cwd, path) } : config }
}
