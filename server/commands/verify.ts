import { randomUUID } from 'node:crypto'
import type { VerifyResult } from '../domain/job.ts'
import { defineCommand } from './command.ts'
import { count, formatDuration, formatSize, printable } from './format.ts'
import { identityOptions, limitOptions, limitsOf, readKeys } from './job-options.ts'
import { openRegistry, parseArchive, parsePlace, pluginPaths } from './places.ts'
import { runJob } from './run-job.ts'

export const verifyCommand = defineCommand({
  name: 'verify',
  summary: 'Prove an archive: its bytes, its content, or a restore.',
  usage: 'verify ARCHIVE [--deep | --prove] [options]',
  positionals: { atLeast: 1, atMost: 1 },
  options: {
    deep: { type: 'boolean', clashes: ['prove'], help: 'Read the content to its end, in this archive and those that it refers to.' },
    prove: { type: 'boolean', help: 'Restore into a scratch source and compare every table with the figures of the dump.' },
    scratch: {
      type: 'string',
      placeholder: 'DIALECT:WHERE',
      help: 'With --prove: where to make the scratch source, if the dialect needs to be told.',
    },
    ...identityOptions,
    ...limitOptions,
  },
  async run({ positionals, options, io }) {
    const registry = openRegistry(io)
    const scratch = options.scratch === undefined ? null : (await parsePlace(options.scratch, 'dialect', { registry, io })).config
    const specification = {
      id: randomUUID(),
      kind: 'verify' as const,
      limits: limitsOf(options),
      pluginPaths: pluginPaths(io),
      archive: await parseArchive(positionals[0]!, { registry, io }),
      level: options.prove ? ('proven' as const) : options.deep ? ('parsed' as const) : ('stored' as const),
      identities: await readKeys(options, io),
      scratch,
      assertions: [],
    }
    return await runJob(specification, io, (result) => describe(result as VerifyResult))
  },
})

const meaning = {
  stored: 'every byte of the archive is the one that was written',
  parsed: 'every byte of the content was read to its end and is the one that was backed up',
  proven: 'it was restored into a scratch source and compared equal',
} as const

function describe(result: VerifyResult): string[] {
  const size = result.plainBytes > 0 ? `, ${formatSize(result.plainBytes)}` : ''
  const tables = result.evidence.map(({ name, rows }) => `  ${printable(name)}: ${count(rows, 'row')}, equal`)
  return [`${result.trust}: ${meaning[result.trust]} (${formatDuration(result.durationMs)}${size}).`, ...tables]
}
