import { randomUUID } from 'node:crypto'
import type { RestoreResult, RestoreSpecification } from '../domain/job.ts'
import { defineCommand } from './command.ts'
import { configure } from './configure.ts'
import { count, formatSize } from './format.ts'
import { identityOptions, limitOptions, limitsOf, readKeys } from './job-options.ts'
import { openRegistry, parseArchive, parsePlace, pluginPaths } from './places.ts'
import { runJob } from './run-job.ts'
import { parseNames } from './settings.ts'

export const restoreCommand = defineCommand({
  name: 'restore',
  summary: 'Restore an archive, or chosen tables of it.',
  usage: 'restore ARCHIVE --into DIALECT:WHERE [options]',
  positionals: { atLeast: 1, atMost: 1 },
  options: {
    into: { type: 'string', required: true, placeholder: 'DIALECT:WHERE', help: 'Where to: sqlite:/path/new.db, files:/path/folder.' },
    tables: {
      type: 'string',
      multiple: true,
      placeholder: 'A,B',
      help: 'Only these tables (of files: these paths); reads only their bytes.',
    },
    existing: {
      type: 'string',
      choices: ['refuse', 'replace', 'keep'],
      help: 'What to do with what is there already: refuse (the default), replace it, or keep it and add what is missing.',
    },
    set: { type: 'string', multiple: true, placeholder: 'KEY=VALUE', help: 'A further setting of the destination.' },
    'set-file': { type: 'string', multiple: true, placeholder: 'KEY=FILE', help: 'A further setting, read from a file: for secrets.' },
    ...identityOptions,
    ...limitOptions,
  },
  async run({ positionals, options, io }) {
    const registry = openRegistry(io)
    const specification: RestoreSpecification = {
      id: randomUUID(),
      kind: 'restore',
      limits: limitsOf(options),
      pluginPaths: pluginPaths(io),
      archive: await parseArchive(positionals[0]!, { registry, io }),
      into: await configure(await parsePlace(options.into, 'dialect', { registry, io }), {
        registry,
        io,
        set: options.set ?? [],
        setFile: options['set-file'] ?? [],
      }),
      existing: (options.existing ?? 'refuse') as RestoreSpecification['existing'],
      tables: parseNames(options.tables),
      identities: await readKeys(options, io),
    }
    return await runJob(specification, io, (result) => describe(result as RestoreResult, options.into))
  },
})

function describe(result: RestoreResult, into: string): string[] {
  const rows = result.rows === null ? '' : `, ${count(result.rows, 'row')}`
  return [`Restored into ${into}: ${count(result.sections, 'section')}${rows}, ${formatSize(result.plainBytes)}.`]
}
