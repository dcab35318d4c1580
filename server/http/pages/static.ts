import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Failure } from '../../../plugins/failure.ts'
import { defineRoute, type Route } from '../route.ts'

/** All that is served as it lies in the folder. A name that isn't here names no file, whatever it is made of. */
const contentTypes: ReadonlyMap<string, string> = new Map([
  ['app.css', 'text/css; charset=UTF-8'],
  ['icon.svg', 'image/svg+xml'],
])

const folder = new URL('../../../static/', import.meta.url)

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
      const contentType = contentTypes.get(params.file)
      if (contentType === undefined) throw new Failure('not_found', 'There is no such file.', { remedy: 'Check the address.' })
      await using file = await house.installation.seams.files.open(new URL(params.file, folder), 'r')
      const content = await file.readFile()
      const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`
      // Asked for anew each time, at the cost of one short answer: after an upgrade no page meets the styles of another version.
      const headers = { 'content-type': contentType, 'cache-control': 'no-cache', etag }
      if (isAmong(etag, context.req.header('if-none-match'))) return new Response(null, { status: 304, headers })
      return new Response(new Uint8Array(content), { headers })
    },
  }),
]

/** A proxy that packs what it passes on marks the tag as weak. */
function isAmong(etag: string, wanted: string | undefined): boolean {
  return wanted?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*') === true
}
