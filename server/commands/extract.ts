import { resolve } from 'node:path'
import type { Bytes, Call, Files } from '../../plugins/contract.ts'
import { Failure, toFailure } from '../../plugins/failure.ts'
import type { ArchiveReader } from '../archive/reader.ts'
import { openEntry } from '../archive/zip-reader.ts'
import { openArchive } from '../engine/archives.ts'
import { rangesOf, requireSections } from '../engine/selection.ts'
import { type CommandIo, defineCommand } from './command.ts'
import { openCommandHost } from './command-host.ts'
import { exitCode } from './exit-code.ts'
import { formatSize } from './format.ts'
import { identityOptions, readKeys } from './job-options.ts'
import { openRegistry, parseArchive } from './places.ts'
import { parseNames } from './settings.ts'

export const extractCommand = defineCommand({
  name: 'extract',
  summary: 'Take a part out of an archive, whole or chosen tables of it.',
  usage: 'extract ARCHIVE [--entry NAME] [--tables A,B] [--to FILE | --to -]',
  positionals: { atLeast: 1, atMost: 1 },
  options: {
    entry: { type: 'string', placeholder: 'NAME', help: 'Which part: backup.sql, files.tar, manifest.json; the only one if not given.' },
    tables: { type: 'string', multiple: true, placeholder: 'A,B', help: 'Only these tables (of files: these paths).' },
    to: { type: 'string', placeholder: 'FILE', help: 'Where to; - (the default) is standard output.' },
    ...identityOptions,
  },
  async run({ positionals, options, io }) {
    const registry = openRegistry(io)
    await using host = await openCommandHost(registry, io)
    const use = await parseArchive(positionals[0]!, { registry, io })
    const call = { signal: io.signal }
    const target = await host.openTarget(use.target)
    const reader = await openArchive({ target, key: use.key, identities: await readKeys(options, io) }, call)
    const bytes = contentOf(reader, { entry: options.entry, tables: parseNames(options.tables) }, call)
    const to = options.to ?? '-'
    const sizeBytes =
      to === '-' ? await toOutput(bytes, io) : await toFile(bytes, resolve(io.cwd, to), { files: io.seams.files, signal: io.signal })
    if (to !== '-') io.out(`${to}: ${formatSize(sizeBytes)}`)
    return exitCode.done
  },
})

function contentOf(reader: ArchiveReader, wanted: { entry: string | undefined; tables: readonly string[] | null }, call: Call): Bytes {
  const only = reader.parts.length === 1 ? reader.parts[0]?.name : undefined
  const name = wanted.entry ?? only
  if (name === undefined) {
    throw new Failure('invalid', 'The archive has several parts.', {
      remedy: `Choose one with --entry: ${reader.parts.map(({ name }) => name).join(', ')}.`,
    })
  }
  if (wanted.tables !== null) requireSections(reader, wanted.tables)
  if (reader.hasPart(name)) return readPart(reader, { name, tables: wanted.tables }, call)
  const entry = reader.entries.find((candidate) => candidate.name === name)
  if (entry === undefined) {
    const names = new Set([...reader.parts.map(({ name }) => name), ...reader.entries.map(({ name }) => name)])
    throw new Failure('not_found', `The archive has no entry "${name}".`, { remedy: `It has: ${[...names].join(', ')}.` })
  }
  return openEntry(reader.access, entry, call)
}

async function* readPart(reader: ArchiveReader, part: { name: string; tables: readonly string[] | null }, call: Call): Bytes {
  for (const range of rangesOf(reader, part.name, part.tables)) yield* reader.read(part.name, range, call)
}

async function toOutput(bytes: Bytes, io: CommandIo): Promise<number> {
  let sizeBytes = 0
  for await (const piece of bytes) {
    await io.write(piece)
    sizeBytes += piece.length
  }
  return sizeBytes
}

/** A file of that name must not be there yet; one that could not be written whole is removed. */
async function toFile(bytes: Bytes, path: string, { files, signal }: { files: Files; signal: AbortSignal }): Promise<number> {
  let sizeBytes = 0
  const handle = await files.open(path, 'wx').catch((error: unknown) => {
    throw toFailure(error, `creating ${path}`)
  })
  try {
    for await (const piece of bytes) {
      await handle.writeFile(piece)
      sizeBytes += piece.length
    }
    await handle.sync()
    await handle.close()
    return sizeBytes
  } catch (error) {
    await handle.close().catch(() => {})
    await files.unlink(path).catch(() => {})
    signal.throwIfAborted()
    throw toFailure(error, `writing ${path}`)
  }
}
