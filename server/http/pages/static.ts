import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Failure } from '../../../plugins/failure.ts'
import { defineRoute, type Route } from '../route.ts'

interface StaticFile {
  readonly at: URL
  readonly contentType: string
}

const folder = new URL('../../../static/', import.meta.url)

/** All that is served as it lies on the disk. A name that isn't here names no file, whatever it is made of. */
const files: ReadonlyMap<string, StaticFile> = new Map([
  ['app.css', own('app.css', 'text/css')],
  ['app.js', own('app.js', 'text/javascript')],
  ['icon.svg', { at: new URL('icon.svg', folder), contentType: 'image/svg+xml' }],
  // From the package as it came: nothing is fetched from elsewhere, and nothing is built.
  ['htmx.js', packaged('htmx.org/dist/htmx.min.js')],
  ['htmx-sse.js', packaged('htmx.org/dist/ext/hx-sse.min.js')],
])

function own(name: string, type: string): StaticFile {
  return { at: new URL(name, folder), contentType: `${type}; charset=UTF-8` }
}

function packaged(name: string): StaticFile {
  return { at: new URL(import.meta.resolve(name)), contentType: 'text/javascript; charset=UTF-8' }
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
      await using file = await house.installation.seams.files.open(found.at, 'r')
      const content = await file.readFile()
      const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`
      // Asked for anew each time, at the cost of one short answer: after an upgrade no page meets the styles of another version.
      const headers = { 'content-type': found.contentType, 'cache-control': 'no-cache', etag }
      if (isAmong(etag, context.req.header('if-none-match'))) return new Response(null, { status: 304, headers })
      return new Response(new Uint8Array(content), { headers })
    },
  }),
]

/** A proxy that packs what it passes on marks the tag as weak. */
function isAmong(etag: string, wanted: string | undefined): boolean {
  return wanted?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*') === true
}
