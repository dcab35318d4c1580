import type { CommitRecord } from '../archive/record.ts'
import { type CatalogEntry, listArchives } from '../engine/catalog.ts'
import { defineCommand } from './command.ts'
import { openCommandHost } from './command-host.ts'
import { exitCode } from './exit-code.ts'
import { formatSize, printable } from './format.ts'
import { openRegistry, parsePlace } from './places.ts'

export const listCommand = defineCommand({
  name: 'list',
  summary: 'List the archives of a target, from their commit records alone.',
  usage: 'list TARGET [--prefix PREFIX]',
  positionals: { atLeast: 1, atMost: 1 },
  options: { prefix: { type: 'string', placeholder: 'PREFIX', help: 'Only what lies below this prefix.' } },
  async run({ positionals, options, io }) {
    const registry = openRegistry(io)
    await using host = await openCommandHost(registry, io)
    const target = await host.openTarget(await parsePlace(positionals[0]!, 'target', { registry, io }))
    const entries = await listArchives(target, options.prefix ?? '', { signal: io.signal })
    if (io.json) {
      for (const { key, record, failure } of entries) io.out(JSON.stringify({ key, ...(record ?? { failure }) }))
    } else {
      for (const line of table(entries)) io.out(line)
    }
    return entries.some(({ failure }) => failure !== null) ? exitCode.corrupt : exitCode.done
  },
})

function table(entries: readonly CatalogEntry[]): string[] {
  if (entries.length === 0) return ['There is no archive here.']
  const rows = entries.map((entry) => (entry.record === null ? brokenRow(entry) : rowOf(entry.key, entry.record, entries)))
  const widths = columns.map((column, at) => Math.max(column.length, ...rows.map((row) => row[at]!.length)))
  return [columns, ...rows].map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd(),
  )
}

const columns = ['STARTED', 'MODE', 'SCOPE', 'SIZE', 'NEEDS', 'NAME']

function rowOf(key: string, record: CommitRecord, entries: readonly CatalogEntry[]): string[] {
  const missing = record.archives.filter(({ id }) => !entries.some((other) => other.record?.id === id)).length
  const needs = record.archives.length === 0 ? '-' : `${record.archives.length}${missing > 0 ? ` (${missing} gone)` : ''}`
  const started = record.startedAt.replace('T', ' ').replace(/\.\d+Z$/, 'Z')
  return [started, record.mode, record.scope, formatSize(record.sizeBytes), needs, printable(key)]
}

function brokenRow(entry: CatalogEntry): string[] {
  return ['?', '?', '?', '?', '?', `${printable(entry.key)} (its commit record is damaged)`]
}
