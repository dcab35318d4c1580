import { createHash } from 'node:crypto'
import type { Dialect, Warning } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { ArchiveReader } from '../archive/reader.ts'
import { labelOf } from './archive-parts.ts'
import type { JobContext, ProgressMeter } from './context.ts'

interface SectionDigest {
  readonly name: string
  readonly digest: string
}

export interface DumpComparison {
  readonly reader: ArchiveReader
  readonly dialect: Dialect
  /** Of a bundle the members to compare; null compares everything. */
  readonly members: readonly string[] | null
  /** What the restore said: what it skipped can't be compared, what it had to adjust is not the dialect's fault. */
  readonly warnings: readonly Warning[]
  readonly context: JobContext
  readonly meter: ProgressMeter
}

/**
 * Dumps a restored source again and compares each section with the archive's, byte for byte by digest; sections that belong to every selection
 * (a preamble with a time in it) are left out, and so is what the restore skipped. Throws `corrupt` at the first that differs, `unsupported`
 * where the restore could not bring things back as they were.
 */
export async function compareDump(comparison: DumpComparison): Promise<void> {
  const { reader, members, warnings, context } = comparison
  const leftOut = alwaysSections(reader)
  for (const { code, subject } of warnings) if (code === 'skipped') leftOut.add(subject)
  const dumped = digestDump(comparison)
  try {
    for (const part of reader.parts) {
      if (members !== null && !members.includes(labelOf(part))) continue
      for await (const expected of digestArchive(reader, part.name, context)) {
        if (leftOut.has(expected.name)) continue
        const found = await nextOf(dumped, leftOut)
        if (found?.name !== expected.name || found.digest !== expected.digest) throw unequal(expected, found, warnings)
      }
    }
    const surplus = await nextOf(dumped, leftOut)
    if (surplus !== null) throw new Failure('corrupt', `the restored source holds ${surplus.name}, which the backup does not`)
  } finally {
    await dumped.return(undefined)
  }
}

function unequal(expected: SectionDigest, found: SectionDigest | null, warnings: readonly Warning[]): Failure {
  const adjusted = warnings.find(({ code }) => code === 'adjusted')
  if (adjusted !== undefined) {
    return new Failure('unsupported', `this can't be proven here: ${adjusted.message}`, {
      remedy: 'Prove it as a user who may restore everything as it was (root), or use --deep.',
    })
  }
  return new Failure('corrupt', `restored, but not equal to what was backed up: ${expected.name}`, {
    remedy: 'Do not rely on this backup. Make a new one and keep this one for the search for the cause.',
    detail: { expected: expected.name, found: found?.name ?? null },
  })
}

function alwaysSections(reader: ArchiveReader): Set<string> {
  const names = new Set<string>()
  for (const part of reader.parts) for (const section of part.sections) if (section.always) names.add(section.name)
  return names
}

async function nextOf(dumped: AsyncGenerator<SectionDigest>, leftOut: ReadonlySet<string>): Promise<SectionDigest | null> {
  for (;;) {
    const next = await dumped.next()
    if (next.done === true) return null
    if (!leftOut.has(next.value.name)) return next.value
  }
}

async function* digestArchive(reader: ArchiveReader, partName: string, context: JobContext): AsyncGenerator<SectionDigest> {
  const { recipe, sections } = reader.part(partName)
  const bytes = reader.read(partName, { fromByte: 0, toByte: recipe.plainBytes }, context)[Symbol.asyncIterator]()
  let piece: Uint8Array = new Uint8Array()
  try {
    for (const section of sections) {
      const digest = createHash('sha256')
      for (let missing = section.lengthBytes; missing > 0; ) {
        if (piece.length === 0) {
          const next = await bytes.next()
          if (next.done === true) throw new Failure('corrupt', `${partName} ends inside ${section.name}`)
          piece = next.value
        }
        const taken = piece.subarray(0, missing)
        digest.update(taken)
        missing -= taken.length
        piece = piece.subarray(taken.length)
      }
      yield { name: section.name, digest: digest.digest('hex') }
    }
  } finally {
    await bytes.return?.()
  }
}

async function* digestDump({ dialect, members, context, meter }: DumpComparison): AsyncGenerator<SectionDigest> {
  let open: { name: string; digest: ReturnType<typeof createHash> } | null = null
  for await (const event of dialect.dump({ tables: members }, { signal: context.signal, parent: null })) {
    if (event.type !== 'bytes') continue
    let taken = 0
    for (const start of event.starts ?? []) {
      open?.digest.update(event.bytes.subarray(taken, start.at))
      if (open !== null) yield { name: open.name, digest: open.digest.digest('hex') }
      open = { name: start.name, digest: createHash('sha256') }
      taken = start.at
    }
    open?.digest.update(event.bytes.subarray(taken))
    meter.add({ bytesRead: event.bytes.length })
  }
  if (open !== null) yield { name: open.name, digest: open.digest.digest('hex') }
}
