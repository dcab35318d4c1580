import { hash } from 'node:crypto'
import { z } from 'zod'
import { Failure, toFailure } from '../../plugins/failure.ts'
import type { CopyProof, VerifyResult } from '../domain/job.ts'
import type { ArchiveAddress } from './archives.ts'
import type { JobContext } from './context.ts'

/** Beside an archive, what was last proven of that copy: so that its trust outlives the metadata. It never travels with the archive. */
export const proofSuffix = '.proof.json'

const proofBytesMax = 4096
const ranks = { stored: 0, parsed: 1, proven: 2 } as const

const proofSchema = z.object({
  format: z.literal(1),
  id: z.string().regex(/^[0-9a-f]{32}$/),
  level: z.enum(['stored', 'parsed', 'proven']),
  at: z.iso.datetime(),
  durationMs: z.number().nonnegative(),
  /** How many tables and assertions were compared. */
  compared: z.number().int().nonnegative(),
  checksum: z.string(),
})

type Place = Pick<ArchiveAddress, 'target' | 'key'>

/** Leaves a proof beside the archive unless a stronger one lies there. What can't be left there costs no verification: it is logged. */
export async function leaveProof(place: Place, result: VerifyResult, context: JobContext): Promise<void> {
  try {
    const there = await readProof(place, result.id, context)
    if (there !== null && ranks[there.level] > ranks[result.trust]) return
    const bytes = encode({
      format: 1,
      id: result.id,
      level: result.trust,
      at: context.seams.clock.now().toISOString(),
      durationMs: Math.round(result.durationMs),
      compared: result.evidence.length + result.assertions.length,
    })
    async function* body() {
      yield bytes
    }
    await place.target.put(place.key + proofSuffix, body(), { signal: context.signal, exclusive: false })
  } catch (error) {
    context.signal.throwIfAborted()
    const { message } = toFailure(error, `leaving the proof beside ${place.key}`)
    context.emit({ type: 'log', level: 'info', message: `The proof could not be left at the target: ${message}`, detail: {} })
  }
}

/** Null when there is none, or none of this archive that can be read: a proof that is damaged proves nothing. */
export async function readProof({ target, key }: Place, id: string, context: JobContext): Promise<CopyProof | null> {
  const object = await target.stat(key + proofSuffix, context)
  if (object === null || object.sizeBytes > proofBytesMax) return null
  try {
    const pieces: Uint8Array[] = []
    for await (const piece of target.get(object.key, { signal: context.signal, toByte: proofBytesMax })) pieces.push(piece)
    const { checksum, ...fields } = proofSchema.parse(JSON.parse(Buffer.concat(pieces).toString('utf8')))
    if (fields.id !== id || checksum !== checksumOf(fields)) return null
    const { level, at, durationMs, compared } = fields
    return { level, at, durationMs, compared }
  } catch (error) {
    context.signal.throwIfAborted()
    if (error instanceof Failure && error.code === 'unavailable') throw error
    return null
  }
}

function encode(fields: Omit<z.infer<typeof proofSchema>, 'checksum'>): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ ...fields, checksum: checksumOf(fields) }, null, 1)}\n`)
}

function checksumOf(fields: object): string {
  return hash('sha256', JSON.stringify(fields), 'hex')
}
