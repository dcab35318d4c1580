import { hash } from 'node:crypto'
import type { PartIndex } from '../archive/index-codec.ts'
import type { ManifestPart } from '../archive/manifest.ts'
import type { CommitRecord } from '../archive/record.ts'
import type { ArchiveWriter } from '../archive/writer.ts'
import type { BackupResult, CopyOutcome, TableFigure } from '../domain/job.ts'
import type { StoreOutcome } from './store-archive.ts'

/** The commit record of an archive that was just stored. */
export function recordOf(of: {
  writer: ArchiveWriter
  outcome: StoreOutcome
  name: string
  sealed: boolean
  identity: string
}): CommitRecord {
  const { manifest } = of.writer
  return {
    format: 1,
    id: manifest.id,
    name: of.name,
    ...of.outcome.written,
    startedAt: manifest.startedAt,
    finishedAt: manifest.finishedAt,
    trigger: manifest.trigger,
    scope: manifest.scope,
    mode: manifest.mode,
    sealed: of.sealed,
    source: digestOf(of.identity),
    chain: manifest.chain,
    archives: manifest.archives.map(({ id, name }) => ({ id, name })),
    warnings: manifest.warnings.length,
  }
}

const figuresMax = 10_000

/** What the job says of it. */
export function resultOf(of: {
  record: CommitRecord
  writer: ArchiveWriter
  copies: readonly CopyOutcome[]
  fellBack: string | null
}): BackupResult {
  const { manifest, parts } = of.writer
  const { chunks, stored, delta, reused } = manifest.totals
  const { label, dialect, engine, version } = manifest.source
  const tables = manifest.parts.reduce((sum, part) => sum + part.tables.length, 0)
  return {
    kind: 'backup',
    id: manifest.id,
    name: of.record.name,
    keys: of.copies.filter(({ committed }) => committed).map(({ key }) => key),
    mode: manifest.mode,
    fellBack: of.fellBack,
    sizeBytes: of.record.sizeBytes,
    sha256: of.record.sha256,
    plainBytes: manifest.totals.plainBytes,
    chunks: { total: chunks, stored, delta, reused },
    tables,
    trust: 'stored',
    record: of.record,
    source: { label, dialect, engine, version },
    tableFigures: tables > figuresMax ? null : manifest.parts.flatMap((part, at) => figuresOf(part, parts[at]!)),
    copies: of.copies,
  }
}

function figuresOf(part: ManifestPart, { sections }: PartIndex): TableFigure[] {
  const sizes = new Map<string, number>()
  for (const { name, lengthBytes } of sections.find(part.tables.map(({ name }) => name))) sizes.set(name, lengthBytes)
  return part.tables.map(({ name, rows, checksum }) => ({ name, rows, sizeBytes: sizes.get(name) ?? null, checksum }))
}

/** A source's identity as commit records carry it. */
export function digestOf(identity: string): string {
  return hash('sha256', identity, 'hex')
}
