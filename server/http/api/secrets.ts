import { z } from 'zod'
import { answer } from '../answer.ts'
import type { Call } from '../call.ts'
import { defineRoute, type Route } from '../route.ts'

/** The key that all kept secrets are sealed with. */
export const secretsRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/api/v1/secrets/rotate',
    access: 'admin',
    scope: 'none',
    tags: ['settings'],
    summary: 'Seal every kept secret with a new key',
    description: 'The older key opens nothing here any more. A key from the environment is followed by the one in HOLDFAST_NEW_SECRET_KEY.',
    responses: { 200: { description: 'The names of both keys.', schema: z.object({ from: z.string(), to: z.string() }) } },
    handle: async (call) => answer(await rotateSecrets(call)),
  }),
]

/** Seals every kept secret with a new key; resolves with the names of both. Throws what `Installation.rotateKey` throws. */
export async function rotateSecrets(call: Call): Promise<{ readonly from: string; readonly to: string }> {
  const names = await call.house.installation.rotateKey()
  await call.audit('secrets.rotate', names.to, { from: names.from })
  return names
}
