import type { Backup } from '../../domain/backup.ts'
import type { Download, DownloadWish } from '../../services/downloads.ts'
import type { Call } from '../call.ts'
import { dispositionOf, isSameFor, rangeOf } from './downloads-range.ts'
import { streamOf } from './downloads-stream.ts'

/** A client that takes nothing for this long is not waited for: it can go on later where it left off. */
const clientIdleMs = 5 * 60_000

export interface DownloadOrder extends Pick<DownloadWish, 'target' | 'part' | 'tables'> {
  readonly backup: Backup
  /** In place of the archive's own. */
  readonly name?: string
  readonly contentType?: string
}

/**
 * Answers with a backup's archive, or with a part of it: all of it or the one range that is asked for, and to HEAD with nothing but how much there is.
 * Throws what `DownloadService.open` throws. The caller has checked that whoever asks may have it.
 */
export async function answerDownload(call: Call<unknown, unknown, unknown>, order: DownloadOrder): Promise<Response> {
  const { house, context } = call
  const { backup, name, contentType, ...wish } = order
  const stop = new AbortController()
  const signal = AbortSignal.any([call.signal, stop.signal])
  const download = await house.downloads.open(backup, { ...wish, signal })
  try {
    const whole = { fromByte: 0, toByte: download.sizeBytes }
    const isRangeFit = context.req.method === 'GET' && isSameFor(context.req.header('if-range'), download.tag)
    const range = isRangeFit ? rangeOf(context.req.header('range'), download.sizeBytes) : null
    const headers = headersOf(download, { name, contentType })
    if (range === 'unsatisfiable') {
      await download[Symbol.asyncDispose]()
      return new Response(null, { status: 416, headers: { 'accept-ranges': 'bytes', 'content-range': `bytes */${download.sizeBytes}` } })
    }
    const { fromByte, toByte } = range ?? whole
    headers.set('content-length', String(toByte - fromByte))
    if (range !== null) headers.set('content-range', `bytes ${fromByte}-${toByte - 1}/${download.sizeBytes}`)
    const status = range === null ? 200 : 206
    if (context.req.method === 'HEAD') {
      await download[Symbol.asyncDispose]()
      return new Response(null, { status, headers })
    }
    const { clock } = house.installation.seams
    const body = await streamOf(download.read({ fromByte, toByte }), { clock, idleMs: clientIdleMs, cancel: () => stop.abort() })
    return new Response(body, { status, headers })
  } catch (error) {
    await download[Symbol.asyncDispose]()
    throw error
  }
}

function headersOf(download: Download, given: { readonly name: string | undefined; readonly contentType: string | undefined }): Headers {
  const { name, tag, sha256 } = download
  return new Headers({
    'accept-ranges': 'bytes',
    'content-disposition': dispositionOf(given.name ?? name),
    // Nothing of it is to be shown by a browser, whatever it holds.
    'content-type': given.contentType ?? (name.endsWith('.zip') ? 'application/zip' : 'application/octet-stream'),
    etag: `"${tag}"`,
    // RFC 9530: of the whole, also where only a range is sent.
    ...(sha256 === null ? {} : { 'repr-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:` }),
  })
}
