import { randomUUID } from 'node:crypto'
import { Failure } from '../../plugins/failure.ts'
import type { BackupResult, BackupSpecification } from '../domain/job.ts'
import { defineCommand } from './command.ts'
import { configure } from './configure.ts'
import { formatSize, printable } from './format.ts'
import { identityOptions, limitOptions, limitsOf, readKeys, readPassphrase } from './job-options.ts'
import { openRegistry, parsePlace, pluginPaths } from './places.ts'
import { runJob } from './run-job.ts'
import { parseNames } from './settings.ts'

export const backupCommand = defineCommand({
  name: 'backup',
  summary: 'Back up a source into a folder or another target.',
  usage: 'backup --source DIALECT:WHERE --to TARGET [options]',
  options: {
    source: {
      type: 'string',
      required: true,
      placeholder: 'DIALECT:WHERE',
      help: 'What to back up: sqlite:/path/app.db, files:/path/tree.',
    },
    to: {
      type: 'string',
      required: true,
      multiple: true,
      placeholder: 'TARGET',
      help: 'Where to: a folder, or KIND:WHERE; several keep a copy each.',
    },
    mode: {
      type: 'string',
      choices: ['full', 'incremental', 'differential'],
      help: 'full (the default), or what is new since the last backup, or since the last full one.',
    },
    tables: { type: 'string', multiple: true, placeholder: 'A,B', help: 'Only these tables (of files: these paths).' },
    codec: { type: 'string', choices: ['zstd', 'deflate', 'store'], help: 'zstd (the default), deflate (opens with any unzip), store.' },
    recipient: {
      type: 'string',
      multiple: true,
      placeholder: 'age1…',
      clashes: ['passphrase-file'],
      help: 'Seal the archive to this age recipient; may be given several times.',
    },
    exclude: { type: 'string', multiple: true, placeholder: 'GLOB', help: 'Of files: leave out what matches.' },
    include: { type: 'string', multiple: true, placeholder: 'GLOB', help: 'Of files: only what matches.' },
    set: { type: 'string', multiple: true, placeholder: 'KEY=VALUE', help: 'A further setting of the source.' },
    'set-file': {
      type: 'string',
      multiple: true,
      placeholder: 'KEY=FILE',
      help: 'A further setting of the source, read from a file: for secrets.',
    },
    zone: {
      type: 'string',
      placeholder: 'ZONE',
      help: 'Time zone of the time in the name, like Asia/Shanghai; that of the system if not given.',
    },
    ...identityOptions,
    ...limitOptions,
  },
  async run({ options, io }) {
    const registry = openRegistry(io)
    const source = await configure(await parsePlace(options.source, 'dialect', { registry, io }), {
      registry,
      io,
      set: [...(options.set ?? []), ...globs('include', options.include), ...globs('exclude', options.exclude)],
      setFile: options['set-file'] ?? [],
    })
    const targets = []
    for (const to of options.to) targets.push({ ...(await parsePlace(to, 'target', { registry, io })), prefix: '' })
    const specification: BackupSpecification = {
      id: randomUUID(),
      kind: 'backup',
      limits: limitsOf(options),
      pluginPaths: pluginPaths(io),
      source: { ...source, label: options.source },
      targets,
      mode: (options.mode ?? 'full') as BackupSpecification['mode'],
      trigger: 'manual',
      codec: (options.codec ?? 'zstd') as BackupSpecification['codec'],
      tables: parseNames(options.tables),
      recipients: [...(options.recipient ?? [])],
      passphrase: await readPassphrase(options, io),
      identities: await readKeys(options, io),
      zone: zoneOf(options.zone),
      backupId: null,
      chain: { lengthMax: null, forceFullReason: null, avoid: [] },
    }
    return await runJob(specification, io, (result) => describe(result as BackupResult))
  },
})

function globs(name: 'include' | 'exclude', patterns: readonly string[] | undefined): string[] {
  return (patterns ?? []).map((pattern) => `${name}=${pattern}`)
}

function zoneOf(given: string | undefined): string {
  const zone = given ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return zone
  } catch (error) {
    throw new Failure('invalid', `"${zone}" is no time zone.`, {
      remedy: 'Give an IANA name like Europe/Berlin or Asia/Shanghai.',
      cause: error,
    })
  }
}

function describe(result: BackupResult): string[] {
  const { total, stored, delta, reused } = result.chunks
  const shared =
    result.mode === 'full' ? '' : `; of ${total} chunks ${reused} were there already and ${delta} of the ${stored} new ones are deltas`
  return [
    `${printable(result.name)}: ${formatSize(result.sizeBytes)} for ${formatSize(result.plainBytes)} of content, ${result.mode}${shared}.`,
    `Read back and committed (${result.trust}). "holdfast verify --prove" restores it for proof.`,
  ]
}
