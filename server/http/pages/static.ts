import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Files } from '../../../plugins/contract.ts'
import { Failure } from '../../../plugins/failure.ts'
import { defineRoute, type Route } from '../route.ts'

interface StaticFile {
  /** What it consists of, one after the other. */
  readonly parts: readonly URL[]
  readonly contentType: string
}

const folder = new URL('../../../static/', import.meta.url)

/** All that is served as it lies on the disk. A name that isn't here names no file, whatever it is made of. */
const files: ReadonlyMap<string, StaticFile> = new Map([
  ['app.css', own('app.css', 'text/css')],
  ['app.js', own('app.js', 'text/javascript')],
  ['sending.js', own('sending.js', 'text/javascript')],
  ['icon.svg', { parts: [new URL('icon.svg', folder)], contentType: 'image/svg+xml' }],
  // From the package as it came: nothing is fetched from elsewhere, and nothing is built. In one file, because htmx looks through the page as soon as it
  // can, and what an extension that comes later would have seen to is never seen to.
  ['htmx.js', packaged('htmx.org/dist/htmx.min.js', 'htmx.org/dist/ext/hx-sse.min.js')],
])

function own(name: string, type: string): StaticFile {
  return { parts: [new URL(name, folder)], contentType: `${type}; charset=UTF-8` }
}

function packaged(...names: readonly string[]): StaticFile {
  return { parts: names.map((name) => new URL(import.meta.resolve(name))), contentType: 'text/javascript; charset=UTF-8' }
}

async function contentOf({ parts }: StaticFile, files: Files): Promise<Uint8Array<ArrayBuffer>> {
  const read: Uint8Array[] = []
  for (const part of parts) {
    await using file = await files.open(part, 'r')
    // A line of its own for each, so that one without an end to its last line does not run into the next.
    read.push(await file.readFile(), ...(parts.length > 1 ? [new TextEncoder().encode('\n')] : []))
  }
  return new Uint8Array(Buffer.concat(read))
}

/** What pages are made pretty with. */
export const staticRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/static/{file}',
    access: 'public',
    scope: 'checked',
    tags: ['pages'],
    summary: 'A file that pages need',
    params: z.object({ file: z.string() }),
    responses: {
      200: { description: 'The file.', contentType: 'application/octet-stream' },
      304: { description: 'It is still the same.' },
    },
    async handle({ house, context, params }) {
      const found = files.get(params.file)
      if (found === undefined) throw new Failure('not_found', 'There is no such file.', { remedy: 'Check the address.' })
      const content = await contentOf(found, house.installation.seams.files)
      const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`
      // Asked for anew each time, at the cost of one short answer: after an upgrade no page meets the styles of another version.
      const headers = { 'content-type': found.contentType, 'cache-control': 'no-cache', etag }
      if (isAmong(etag, context.req.header('if-none-match'))) return new Response(null, { status: 304, headers })
      return new Response(content, { headers })
    },
  }),
]

/** A proxy that packs what it passes on marks the tag as weak. */
function isAmong(etag: string, wanted: string | undefined): boolean {
  return wanted?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*') === true
}
