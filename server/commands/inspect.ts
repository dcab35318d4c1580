import { resolve } from 'node:path'
import type { UploadReport, UploadTable } from '../domain/upload.ts'
import { runInspect } from '../engine/upload-inspect.ts'
import { defineCommand } from './command.ts'
import { exitCode, exitCodeOf } from './exit-code.ts'
import { count, formatSize, printable } from './format.ts'
import { identityOptions, readKeys } from './job-options.ts'
import { failureLines } from './report.ts'

export const inspectCommand = defineCommand({
  name: 'inspect',
  summary: 'Say what a file is (a dump, a ZIP file, an archive) and whether it would be restored.',
  usage: 'inspect FILE [options]',
  positionals: { atLeast: 1, atMost: 1 },
  options: identityOptions,
  async run({ positionals, options, io }) {
    const path = resolve(io.cwd, positionals[0]!)
    const identities = await readKeys(options, io)
    const specification = { kind: 'inspect', path, identities, plainBytesMax: null } as const
    // Nothing is opened besides the file, so it needs neither a process nor a folder of its own.
    const context = { seams: io.seams, temporaryRoot: io.cwd, signal: io.signal, emit: () => {} }
    const { kind: _, ...report } = await runInspect(specification, context)
    if (io.json) io.out(JSON.stringify(report))
    else print(report, io)
    const [first] = report.problems
    return first === undefined ? exitCode.done : exitCodeOf(first.code)
  },
})

function print(report: UploadReport, io: { out(line: string): void; err(line: string): void }): void {
  for (const line of [...headLines(report), ...tableLines(report)]) io.out(line)
  for (const { code, message, remedy } of report.problems) {
    for (const line of failureLines({ code, message, remedy, detail: {} })) io.err(line)
  }
}

const forms = { archive: 'an archive of Holdfast', zip: 'a ZIP file', sql: 'SQL text' } as const

function headLines(report: UploadReport): string[] {
  const { form, packing, sealed, plainBytes, backup } = report
  const what = `${form === null ? 'Not known' : forms[form]}${packing === null ? '' : `, packed with ${packing}`}${sealed ? ', sealed' : ''}`
  const size = formatSize(report.sizeBytes) + (plainBytes === null ? '' : `, ${formatSize(plainBytes)} unpacked`)
  return [
    `Form:     ${what}`,
    `Size:     ${size}`,
    ...(report.dialect === null ? [] : [`Dialect:  ${printable(report.dialect)}`]),
    ...(report.parts.length === 0 ? [] : [`Parts:    ${report.parts.map(printable).join(', ')}`]),
    ...(report.entryCount === 0 ? [] : [`Entries:  ${report.entryCount}`]),
    ...(backup === null
      ? []
      : [
          `Backup:   ${backup.mode}, ${backup.startedAt}, of ${printable(backup.label)} (${printable(backup.engine)} ${printable(backup.version)})`,
          `Record:   ${backup.hasRecord ? 'beside it' : 'none beside it'}`,
        ]),
  ]
}

const tablesShown = 100

function tableLines({ tables, tableCount }: UploadReport): string[] {
  if (tableCount === 0) return []
  const more = tableCount > tablesShown ? [`  and ${tableCount - tablesShown} more`] : []
  return [`Tables:   ${tableCount}`, ...tables.slice(0, tablesShown).map(tableLine), ...more]
}

function tableLine({ name, rows, sizeBytes }: UploadTable): string {
  const facts = [...(rows === null ? [] : [count(rows, 'row')]), ...(sizeBytes === null ? [] : [formatSize(sizeBytes)])]
  return `  ${printable(name)}${facts.length === 0 ? '' : `: ${facts.join(', ')}`}`
}
