import { Failure } from '../../../plugins/failure.ts'
import type { Upload } from '../../services/uploads.ts'
import { attended } from '../../services/uploads-receive.ts'
import type { Call } from '../call.ts'
import { readForm } from './uploads-form.ts'

/** A sender that sends nothing for this long is not waited for. */
const stalledMs = 60_000

/** What a form may have around its file. */
const formBytesMax = 64 * 1024

export interface UploadWishes {
  /** What the file is called where the request itself doesn't say; `upload` if absent. */
  readonly name?: string | undefined
  /** Throws for a name that isn't wanted, before the file is taken in. */
  accepts?(name: string): void
  readonly idleMs?: number
}

/** A file that was taken in, and what else the form told. */
export interface ReceivedUpload {
  readonly upload: Upload
  readonly fields: ReadonlyMap<string, string>
}

/** Takes in the file that a request brings, as its body or as the one file of a form. Throws what `UploadService.receive` and `readForm` throw. */
export async function receiveUpload(call: Call<unknown, unknown, unknown>, wishes: UploadWishes = {}): Promise<ReceivedUpload> {
  const { house, context, signal } = call
  const { body } = context.req.raw
  const contentType = context.req.header('content-type') ?? ''
  const encoding = context.req.header('content-encoding') ?? 'identity'
  if (encoding !== 'identity') {
    throw new Failure('unsupported', 'The body of the request is encoded.', { remedy: 'Send it as it is, without Content-Encoding.' })
  }
  if (body === null) throw new Failure('invalid', 'The request has no body.', { remedy: 'Send the file as the body of the request.' })
  const idleMs = wishes.idleMs ?? stalledMs
  const sizeBytesMax = house.config.uploadBytesMax
  const expectedBytes = lengthOf(context.req.header('content-length'))
  const take = async (file: { name: string; bytes: AsyncIterable<Uint8Array>; signal: AbortSignal }, expectedSha256: string | null) => {
    wishes.accepts?.(file.name)
    const isForm = file.bytes !== body
    const announcedBytes = expectedBytes === null || !isForm ? expectedBytes : Math.max(0, expectedBytes - formBytesMax)
    return house.uploads.receive(file.bytes, { ...file, sizeBytesMax, idleMs, expectedSha256, expectedBytes: announcedBytes })
  }
  const plain = sha256Of(context.req.header('x-content-sha256'))
  if (!/^multipart\/form-data\b/i.test(contentType)) {
    const digest = digestOf(context.req.header('content-digest'))
    return { upload: await take({ name: wishes.name ?? '', bytes: body, signal }, plain ?? digest), fields: new Map() }
  }
  const { clock } = house.installation.seams
  const { taken, fields } = await readForm(attended(body, { clock, idleMs, signal }), {
    contentType,
    signal,
    take: (file) => take(file.name === '' ? { ...file, name: wishes.name ?? '' } : file, plain),
    drop: ({ id }) => house.uploads.remove(id),
  })
  return { upload: taken, fields }
}

function lengthOf(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : null
}

function sha256Of(header: string | undefined): string | null {
  if (header === undefined) return null
  if (/^[0-9a-f]{64}$/i.test(header.trim())) return header.trim()
  throw new Failure('invalid', 'X-Content-SHA256 is no SHA-256 in hex.', { remedy: 'Leave it out, or send 64 hex digits.' })
}

/** RFC 9530. What has another algorithm is not checked. */
function digestOf(header: string | undefined): string | null {
  const value = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]{1,100}):/i.exec(header ?? '')?.[1]
  if (value === undefined) return null
  const digest = Buffer.from(value, 'base64')
  if (digest.length === 32) return digest.toString('hex')
  throw new Failure('invalid', 'Content-Digest holds no SHA-256.', { remedy: 'Leave it out, or send sha-256=:base64:.' })
}
