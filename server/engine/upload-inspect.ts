import { createHash } from 'node:crypto'
import type { Bytes } from '../../plugins/contract.ts'
import { Failure, type FailureCode } from '../../plugins/failure.ts'
import type { RandomAccess } from '../archive/access.ts'
import type { ArchiveReader } from '../archive/reader.ts'
import type { InspectResult, InspectSpecification, UploadProblem, UploadReport } from '../domain/upload.ts'
import { type JobContext, ProgressMeter } from './context.ts'
import { parseParts } from './parse.ts'
import { matchRecord, readRecordBeside, tablesOf } from './upload-archive.ts'
import { emptyContent, openContent, type UploadContent, type UploadedPart } from './upload-content.ts'
import { openUploadFile } from './upload-file.ts'
import { scanSql } from './upload-sql.ts'
import { limitsFor } from './upload-unpack.ts'

/** What a job needs besides the upload. */
export interface UploadWork {
  readonly context: JobContext
  readonly meter: ProgressMeter
}

/** An upload that was read once to its end. */
export interface InspectedUpload {
  readonly report: UploadReport
  readonly content: UploadContent
  /** Of the plain bytes of the one part; null for an archive, whose chunks are checked one by one. */
  readonly sha256: string | null
}

type Draft = { -readonly [Field in keyof UploadReport]: UploadReport[Field] }

const entriesMax = 1000
/** What is wrong with the upload itself. Anything else is wrong with the machine, and no finding. */
const findings: readonly FailureCode[] = ['invalid', 'unsupported', 'corrupt', 'denied']

/** Says what a file is and whether it would be restored, reading it once to its end. Throws only for what keeps it from being read. */
export async function runInspect(specification: InspectSpecification, context: JobContext): Promise<InspectResult> {
  await using file = await openUploadFile(specification.path, context.seams.files)
  const { report } = await inspectUpload(file, specification, { context, meter: new ProgressMeter(context.emit, 'reading') })
  return { kind: 'inspect', ...report }
}

/** As `runInspect`, for a file that stays open: what was found can then be read again through `content`. */
export async function inspectUpload(
  file: RandomAccess,
  of: Pick<InspectSpecification, 'path' | 'identities' | 'plainBytesMax'>,
  work: UploadWork,
): Promise<InspectedUpload> {
  const content = emptyContent()
  const draft = emptyReport(file.sizeBytes)
  const problems: UploadProblem[] = []
  let sha256: string | null = null
  try {
    await openContent(file, { identities: of.identities, limits: limitsFor(of.plainBytesMax), content }, work.context)
    if (content.reader !== null) await inspectArchive(content.reader, { file, path: of.path, draft }, work)
    else if (content.part !== null) sha256 = await inspectPart(content.part, { draft, problems }, work)
  } catch (error) {
    work.context.signal.throwIfAborted()
    problems.push(problemOf(error))
  }
  const { form, sealed, packing, entries } = content
  const listed = entries.slice(0, entriesMax).map(({ name, plainBytes }) => ({ name, plainBytes }))
  return { report: { ...draft, form, sealed, packing, entries: listed, entryCount: entries.length, problems }, content, sha256 }
}

function emptyReport(sizeBytes: number): Draft {
  return {
    form: null,
    sealed: false,
    packing: null,
    sizeBytes,
    plainBytes: null,
    entries: [],
    entryCount: 0,
    parts: [],
    dialect: null,
    tables: [],
    tableCount: 0,
    backup: null,
    problems: [],
  }
}

function problemOf(error: unknown): UploadProblem {
  if (!(error instanceof Failure) || !findings.includes(error.code)) throw error
  const { code, message, remedy } = error
  return { code, message, remedy }
}

async function inspectArchive(
  reader: ArchiveReader,
  of: { file: RandomAccess; path: string; draft: Draft },
  work: UploadWork,
): Promise<void> {
  const { draft, file } = of
  const { id, mode, startedAt, source } = reader.manifest
  const { label, engine, version, dialect } = source
  const record = await readRecordBeside(of.path, work.context.seams.files, work.context)
  draft.backup = { id, mode, startedAt, label, engine, version, hasRecord: record !== null }
  draft.dialect = dialect
  draft.parts = reader.parts.map(({ name }) => name)
  Object.assign(draft, tablesOf(reader))
  if (record !== null) {
    const sha256 = createHash('sha256')
    for await (const piece of file.stream(0, file.sizeBytes, work.context)) sha256.update(piece)
    matchRecord(record, { sizeBytes: file.sizeBytes, sha256: sha256.digest('hex') })
  }
  await parseParts(reader, work)
  draft.plainBytes = reader.manifest.totals.plainBytes
}

/** Returns the SHA-256 of what was read. */
async function inspectPart(part: UploadedPart, into: { draft: Draft; problems: UploadProblem[] }, work: UploadWork): Promise<string> {
  const { draft } = into
  const sha256 = createHash('sha256')
  let plainBytes = 0
  const bytes = async function* (): Bytes {
    for await (const piece of part.open(work.context)) {
      sha256.update(piece)
      plainBytes += piece.length
      work.meter.add({ bytesRead: piece.length })
      yield piece
    }
  }
  draft.parts = [part.name]
  draft.dialect = part.dialect
  if (part.dialect === null) {
    const { dialect, tables, tableCount, objections } = await scanSql(bytes())
    Object.assign(draft, { dialect, tables, tableCount })
    into.problems.push(...objections.map(problemOf))
  } else for await (const _ of bytes());
  draft.plainBytes = plainBytes
  return sha256.digest('hex')
}
