import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Bytes, SectionFigure } from '../../contract.ts'
import { Failure } from '../../failure.ts'
import type { Configuration } from './configuration-file.ts'

export const partName = 'settings.json'

/** The one section of the part. */
export const sectionName = 'configuration'

const bytesMax = 64 * 1024 * 1024

const settingsExport = z.object({
  format: z.literal(1),
  exportedAt: z.iso.datetime(),
  configuration: z.record(z.string(), z.unknown()),
})

/** The content of `settings.json`. */
export function encodeExport(configuration: Configuration, exportedAt: Date): Uint8Array {
  const content = { format: 1, exportedAt: exportedAt.toISOString(), configuration }
  // Nothing after the last brace: so whatever is cut off, it is no JSON any more.
  return new TextEncoder().encode(JSON.stringify(content, null, 2))
}

/** What `encodeExport` wrote. Throws `corrupt` for anything else and `unsupported` for a newer format. */
export async function decodeExport(bytes: Bytes): Promise<Configuration> {
  const content = parsed(await gathered(bytes))
  const format = z.object({ format: z.number().int().gt(1) }).safeParse(content)
  if (format.success) {
    throw new Failure('unsupported', `${partName} has format ${format.data.format}, which a newer version wrote`, {
      remedy: 'Restore it with that version.',
    })
  }
  const result = settingsExport.safeParse(content)
  if (result.success) return result.data.configuration
  throw new Failure('corrupt', `${partName} is no export of settings`, { remedy: 'Choose another backup.', cause: result.error })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Failure('corrupt', `${partName} is no JSON`, { remedy: 'Choose another backup.', cause })
  }
}

async function gathered(bytes: Bytes): Promise<string> {
  const pieces: Uint8Array[] = []
  let sizeBytes = 0
  for await (const piece of bytes) {
    sizeBytes += piece.byteLength
    if (sizeBytes > bytesMax)
      throw new Failure('corrupt', `${partName} is too large to be an export of settings`, { remedy: 'Choose another backup.' })
    pieces.push(Uint8Array.from(piece))
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** Rows are the top-level keys; the digest is the same whatever their order. */
export function figureOf(configuration: Configuration): SectionFigure {
  const checksum = createHash('sha256').update(canonical(configuration)).digest('hex')
  return { name: sectionName, rows: Object.keys(configuration).length, checksum }
}

/** JSON with the keys of every object in order, so that equal values are equal texts. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`
}
