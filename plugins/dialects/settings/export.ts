import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Bytes, SectionFigure } from '../../contract.ts'
import { Failure } from '../../failure.ts'
import type { Settings } from './data-folder.ts'

export const partName = 'settings.json'

/** The one section of the part. */
export const sectionName = 'configuration'

const newestFormat = 2
const bytesMax = 160 * 1024 * 1024

const object = z.record(z.string(), z.unknown())
const head = { exportedAt: z.iso.datetime(), configuration: object }

const settingsExport = z.discriminatedUnion('format', [
  z.object({ format: z.literal(1), ...head }),
  z.object({ format: z.literal(2), ...head, exported: object }),
])

/** The content of `settings.json`: format 1, which older versions read too, where there is nothing but a configuration. */
export function encodeExport({ configuration, exported }: Settings, exportedAt: Date): Uint8Array {
  const head = { format: exported === null ? 1 : 2, exportedAt: exportedAt.toISOString(), configuration }
  // Nothing after the last brace: so whatever is cut off, it is no JSON any more.
  return new TextEncoder().encode(JSON.stringify(exported === null ? head : { ...head, exported }, null, 2))
}

/** What `encodeExport` wrote. Throws `corrupt` for anything else and `unsupported` for a newer format. */
export async function decodeExport(bytes: Bytes): Promise<Settings> {
  const content = parsed(await gathered(bytes))
  const format = z.object({ format: z.number().int().gt(newestFormat) }).safeParse(content)
  if (format.success) {
    throw new Failure('unsupported', `${partName} has format ${format.data.format}, which a newer version wrote`, {
      remedy: 'Restore it with that version.',
    })
  }
  const result = settingsExport.safeParse(content)
  if (!result.success) {
    throw new Failure('corrupt', `${partName} is no export of settings`, { remedy: 'Choose another backup.', cause: result.error })
  }
  const { data } = result
  return { configuration: data.configuration, exported: data.format === 1 ? null : data.exported }
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

/** Rows are the top-level keys, and of what was exported the entries of its lists; the digest is the same whatever the order of keys. */
export function figureOf({ configuration, exported }: Settings): SectionFigure {
  const keys = Object.keys(configuration).length
  if (exported === null) return { name: sectionName, rows: keys, checksum: digestOf(configuration) }
  // When it was written is no content.
  const { exportedAt: _, ...content } = exported
  const entries = Object.values(content).reduce<number>((sum, value) => sum + (Array.isArray(value) ? value.length : 0), 0)
  return { name: sectionName, rows: keys + entries, checksum: digestOf({ configuration, exported: content }) }
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex')
}

/** JSON with the keys of every object in order, so that equal values are equal texts. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`
}
