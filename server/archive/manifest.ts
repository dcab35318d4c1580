import { z } from 'zod'
import { Failure } from '../../plugins/failure.ts'

export const formatVersion = 1

/** What a reader must know to read an archive; one that meets a name it does not know refuses. */
export const knownFeatures = ['zstd', 'deflate', 'delta'] as const

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`))
const count = z.number().int().nonnegative()

const archiveReference = z.object({ id: hex(16), name: z.string().min(1).max(900), sha256: hex(32), sizeBytes: count })

const tableFigure = z.object({ name: z.string(), rows: count, checksum: z.string().nullable() })

const part = z.object({
  name: z.string().min(1).max(900),
  entry: z.string().min(1).max(900),
  plainBytes: count,
  chunks: count,
  sections: count,
  tables: z.array(tableFigure),
})

const manifestSchema = z.object({
  format: z.literal(formatVersion),
  features: z.array(z.string()),
  id: hex(16),
  writer: z.object({ name: z.string(), version: z.string() }),
  scope: z.enum(['full', 'db', 'files', 'settings', 'partial']),
  mode: z.enum(['full', 'incremental', 'differential']),
  trigger: z.enum(['manual', 'auto']),
  codec: z.enum(['zstd', 'deflate', 'store']),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  chain: z.object({ root: hex(16), parent: hex(16).nullable(), length: count }),
  archives: z.array(archiveReference).max(65_535),
  source: z.object({ label: z.string(), dialect: z.string(), identity: z.string(), engine: z.string(), version: z.string() }),
  parts: z.array(part).max(65_535),
  index: z.object({ sha256: hex(32), sizeBytes: count }),
  totals: z.object({ plainBytes: count, chunks: count, stored: count, delta: count, reused: count }),
  warnings: z.array(z.object({ code: z.string(), subject: z.string(), message: z.string() })),
})

export type Manifest = z.infer<typeof manifestSchema>
export type ManifestPart = z.infer<typeof part>
export type ArchiveReference = z.infer<typeof archiveReference>

export function encodeManifest(manifest: Manifest): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`)
}

/** Throws `corrupt` for what is no manifest and `unsupported` for one of a newer format. */
export function decodeManifest(bytes: Uint8Array): Manifest {
  const value = parseJson(bytes, 'manifest.json')
  refuseNewer(value)
  const parsed = manifestSchema.safeParse(value)
  if (!parsed.success) throw new Failure('corrupt', `manifest.json is damaged: ${firstProblem(parsed.error)}`)
  return parsed.data
}

export function parseJson(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw new Failure('corrupt', `${name} is damaged: it is no JSON text`, { cause: error })
  }
}

export function firstProblem(error: z.ZodError): string {
  const issue = error.issues[0]
  return issue === undefined ? 'unknown' : `${issue.path.join('.') || 'the whole'}: ${issue.message}`
}

function refuseNewer(value: unknown): void {
  if (typeof value !== 'object' || value === null || !('format' in value)) return
  const features = 'features' in value && Array.isArray(value.features) ? value.features.map(String) : []
  const unknown = features.filter((feature) => !(knownFeatures as readonly string[]).includes(feature))
  if (typeof value.format === 'number' && value.format <= formatVersion && unknown.length === 0) return
  throw new Failure(
    'unsupported',
    `this archive has format ${String(value.format)}${unknown.length > 0 ? ` with ${unknown.join(', ')}` : ''}`,
    {
      remedy: `Read it with a newer Holdfast; this one reads format ${formatVersion}.`,
    },
  )
}
