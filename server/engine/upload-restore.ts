import { createHash } from 'node:crypto'
import type { Bytes, Dialect, DialectPlugin, RestorePart } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { bundleDialect } from '../domain/chain.ts'
import type { JobSpecification } from '../domain/job.ts'
import type { UploadReport, UploadRestoreResult } from '../domain/upload.ts'
import { type Handover, handOver } from './archive-parts.ts'
import { type JobContext, ProgressMeter } from './context.ts'
import { openJobHost } from './job-host.ts'
import { requireSections, restoreParts } from './selection.ts'
import type { UploadedPart } from './upload-content.ts'
import { openUploadFile } from './upload-file.ts'
import { type InspectedUpload, inspectUpload, type UploadWork } from './upload-inspect.ts'

export type UploadRestoreJob = Extract<JobSpecification, { readonly kind: 'upload-restore' }>

/**
 * Restores an uploaded file. It is inspected anew, for it may have changed, and read to its end before anything at the destination changes;
 * then it is read once more. Throws the first problem that the inspection found, `invalid` when it fits another dialect.
 */
export async function runUploadRestore(specification: UploadRestoreJob, context: JobContext): Promise<UploadRestoreResult> {
  const work = { context, meter: new ProgressMeter(context.emit, 'verifying') }
  await using plugins = openJobHost(specification, context)
  await using file = await openUploadFile(specification.path, context.seams.files)
  const plugin = await plugins.dialectPlugin(specification.into.name)
  const upload = await inspectUpload(file, specification, work)
  refuseProblems(upload.report)
  refuseForeign(upload.report, plugin)
  const dialect = await plugins.openDialect(specification.into)
  refuseManner(specification, dialect)
  const { existing, tables } = specification
  const { reader } = upload.content
  const handed = reader === null ? { parts: [], tables } : handOver(reader, plugin.name, tables)
  if (reader !== null && tables !== null) requireSections(reader, tables)
  work.meter.set({ phase: 'restoring', bytesRead: 0, bytesExpected: tables === null ? upload.report.plainBytes : null })
  const parts = partsOf(upload, { parts: handed.parts, tables, work })
  const report = await dialect.restore(parts, { signal: context.signal, existing, tables: handed.tables })
  for (const warning of report.warnings) context.emit({ type: 'warning', warning })
  const { sections, rows } = report
  return { kind: 'upload-restore', form: upload.report.form ?? 'sql', plainBytes: work.meter.progress.bytesRead, sections, rows }
}

function refuseProblems({ problems }: UploadReport): void {
  const [first] = problems
  if (first === undefined) return
  const { code, message, remedy } = first
  throw new Failure(code, message, { ...(remedy === null ? {} : { remedy }), detail: { problems } })
}

function refuseForeign({ dialect, parts }: UploadReport, plugin: DialectPlugin): void {
  // What of it fits where is for `handOver` to say.
  if (dialect === bundleDialect) return
  const fits = dialect === null || dialect === plugin.name
  if (fits && parts.every((part) => plugin.parts.includes(part))) return
  const what = dialect === null ? parts.join(', ') : dialect
  throw new Failure('invalid', `The upload is made for ${what}; it can't be restored into ${plugin.name}.`, {
    remedy: dialect === null ? `${plugin.name} takes ${plugin.parts.join(', ')}.` : `Restore it into ${dialect}:…`,
    detail: { dialect, parts },
  })
}

function refuseManner({ existing, tables }: UploadRestoreJob, dialect: Dialect): void {
  if (!dialect.supports.existing.includes(existing)) {
    throw new Failure('unsupported', `This destination can't be restored with "${existing}".`, {
      remedy: `It can: ${dialect.supports.existing.join(', ')}.`,
    })
  }
  if (tables === null || dialect.supports.partial) return
  throw new Failure('unsupported', 'This destination takes no chosen tables.', { remedy: 'Restore the whole upload.' })
}

function partsOf(
  { content, report, sha256 }: InspectedUpload,
  by: { readonly parts: Handover['parts']; readonly tables: readonly string[] | null; readonly work: UploadWork },
): AsyncIterable<RestorePart> {
  const { meter, context } = by.work
  const onBytes = (bytes: number) => meter.add({ bytesRead: bytes })
  if (content.reader !== null) return restoreParts(content.reader, { parts: by.parts, tables: by.tables, onBytes }, context)
  return onePart(content.part, { sizeBytes: report.plainBytes ?? 0, sha256, onBytes, context })
}

interface SecondReading {
  readonly sizeBytes: number
  readonly sha256: string | null
  readonly onBytes: (bytes: number) => void
  readonly context: JobContext
}

async function* onePart(part: UploadedPart | null, reading: SecondReading): AsyncGenerator<RestorePart> {
  if (part === null) throw new Failure('internal', 'the upload was inspected and has no content')
  yield { name: part.name, sizeBytes: reading.sizeBytes, bytes: sameAsBefore(part, reading) }
}

/** Ends with `conflict` when the bytes are not those that were inspected: whoever restores relies on a stream only after its end. */
async function* sameAsBefore(part: UploadedPart, reading: SecondReading): Bytes {
  const sha256 = createHash('sha256')
  for await (const piece of part.open(reading.context)) {
    sha256.update(piece)
    reading.onBytes(piece.length)
    yield piece
  }
  if (sha256.digest('hex') === reading.sha256) return
  throw new Failure('conflict', 'The upload changed while it was being restored.', { remedy: 'Upload it again, then restore it.' })
}
