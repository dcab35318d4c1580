import { randomUUID } from 'node:crypto'
import { Failure } from '../../plugins/failure.ts'
import type { RestoreResult, RestoreSpecification } from '../domain/job.ts'
import type { CommandIo } from './command.ts'
import { configure } from './configure.ts'
import { count, formatSize } from './format.ts'
import { limitsOf, readKeys } from './job-options.ts'
import { openRegistry, parseArchive, parsePlace, pluginPaths } from './places.ts'
import type { RestoreOptions } from './restore-options.ts'
import { runJob } from './run-job.ts'
import { parseNames } from './settings.ts'

/** Restores an archive as a file, with nothing but it: no installation, no safety backup. */
export async function restoreArchive(archive: string, options: RestoreOptions, io: CommandIo): Promise<number> {
  const { into } = options
  if (into === undefined) {
    throw new Failure('invalid', 'Option --into is missing.', {
      remedy: 'Add --into DIALECT:WHERE: Where to: sqlite:/path/new.db, files:/path/folder.',
    })
  }
  const registry = openRegistry(io)
  const specification: RestoreSpecification = {
    id: randomUUID(),
    kind: 'restore',
    limits: limitsOf(options),
    pluginPaths: pluginPaths(io),
    archive: await parseArchive(archive, { registry, io }),
    into: await configure(await parsePlace(into, 'dialect', { registry, io }), {
      registry,
      io,
      set: options.set ?? [],
      setFile: options['set-file'] ?? [],
    }),
    existing: (options.existing ?? 'refuse') as RestoreSpecification['existing'],
    tables: parseNames(options.tables),
    identities: await readKeys(options, io),
  }
  return await runJob(specification, io, (result) => describe(result as RestoreResult, into))
}

function describe(result: RestoreResult, into: string): string[] {
  const rows = result.rows === null ? '' : `, ${count(result.rows, 'row')}`
  return [`Restored into ${into}: ${count(result.sections, 'section')}${rows}, ${formatSize(result.plainBytes)}.`]
}
