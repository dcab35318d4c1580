import { Failure } from '../../../../plugins/failure.ts'
import { readText } from '../../body.ts'
import type { Call } from '../../call.ts'

/** What a form weighs besides what lies in it. */
const formBytes = 64 * 1024

/** A posted form with a small text file in it, read whole. Throws `invalid` for what is none, for more than `bytesMax`, and for what is no UTF-8. */
export async function readFileForm({ context, house }: Call, bytesMax: number): Promise<{ text(name: string): Promise<string> }> {
  const type = context.req.header('content-type') ?? ''
  if (!/^multipart\/form-data\s*;/i.test(type)) throw noForm()
  const body = await readText(context, house.installation.seams.clock, bytesMax + formBytes)
  const form = await new Response(body, { headers: { 'content-type': type } }).formData().catch((error) => {
    throw noForm(error)
  })
  return {
    async text(name) {
      const value = form.get(name)
      return value === null ? '' : typeof value === 'string' ? value : value.text()
    },
  }
}

function noForm(cause?: unknown): Failure {
  return new Failure('invalid', 'This is no form that a page of Holdfast sends.', {
    remedy: 'Use the page itself, or the API under /docs.',
    ...(cause === undefined ? {} : { cause }),
  })
}
