import { z } from 'zod'
import type { ImportMode } from '../../services/configuration-import.ts'
import { readConfigurationText } from '../../services/configuration-text.ts'
import { readText } from '../body.ts'
import type { Call } from '../call.ts'
import { invalidBy } from '../invalid.ts'

/** What the routes that take a configuration say of their body. */
export const configurationBody = {
  contentType: 'application/json',
  description:
    'The document itself, as JSON or YAML; or { "document": …, "mode": "merge" }, where the document is an object, or a text that holds JSON or YAML.',
} as const

/** More than other bodies: a thousand plans, and what somebody wrote to thousands of backups. */
export const configurationBytesMax = 8 * 1024 * 1024

const wrapped = z.strictObject({
  document: z.union([z.string(), z.record(z.string(), z.unknown())]),
  mode: z.enum(['merge', 'replace']).optional(),
})

export interface ConfigurationGiven {
  readonly document: unknown
  readonly mode: ImportMode
}

/** Reads the body, whichever way it comes. Throws `invalid` for what can't be read; what stands in it is for the service to judge. */
export async function readConfigurationBody(
  call: Call<unknown, { readonly mode?: ImportMode | undefined }, unknown>,
): Promise<ConfigurationGiven> {
  const { context, house, query } = call
  const body = readConfigurationText(await readText(context, house.installation.seams.clock, configurationBytesMax))
  if (typeof body !== 'object' || body === null || !('document' in body)) return { document: body, mode: query.mode ?? 'merge' }
  const parsed = wrapped.safeParse(body)
  if (!parsed.success) throw invalidBy(parsed.error, 'body')
  const { document, mode } = parsed.data
  return { document: typeof document === 'string' ? readConfigurationText(document) : document, mode: mode ?? query.mode ?? 'merge' }
}
