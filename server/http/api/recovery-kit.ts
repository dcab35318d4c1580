import { z } from 'zod'
import { answer } from '../answer.ts'
import type { Call } from '../call.ts'
import { defineRoute, type Route } from '../route.ts'
import { dispositionOf } from './downloads-range.ts'

const path = '/api/v1/recovery-kit'
const tags = ['recovery kit']

const stateShape = z
  .object({
    madeAt: z.iso.datetime().nullable().meta({ description: 'Null when none was made yet.' }),
    isSealed: z.boolean(),
    outdatedBy: z.enum(['key', 'identities']).nullable().meta({
      description: 'What is newer than the newest kit: the key that seals secrets, or a key of age; null while it still fits.',
    }),
  })
  .meta({ id: 'RecoveryKitState' })

export const recoveryKitRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path,
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'When the newest recovery kit was made',
    responses: { 200: { description: 'And whether it still opens everything.', schema: stateShape } },
    async handle({ house }) {
      const { madeAt, ...state } = await house.recoveryKit.state()
      return answer({ madeAt: madeAt?.toISOString() ?? null, ...state })
    },
  }),
  defineRoute({
    method: 'post',
    path,
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Make a recovery kit',
    description:
      'A ZIP file with everything that restores backups without Holdfast: instructions, restore.py, the key of the secrets, the entrusted keys of age, and where archives lie. Whoever has it and the backups can read them, so seal it with a passphrase, which `age -d` asks for.',
    body: z.strictObject({
      passphrase: z
        .string()
        .max(4096)
        .optional()
        .meta({ description: 'Seals it; it can not be opened without. Left out, it is not sealed.' }),
    }),
    responses: { 200: { description: 'The file: a ZIP, or with a passphrase that as an age file.', contentType: 'application/zip' } },
    handle: async (call) => answerKit(call, call.body.passphrase ?? null),
  }),
]

/** Makes a kit, writes down that somebody did, and answers with it as a file to keep. Throws `invalid` for a passphrase that would soon be guessed. */
export async function answerKit(call: Call<unknown, unknown, unknown>, passphrase: string | null): Promise<Response> {
  const { name, bytes, isSealed } = await call.house.recoveryKit.make(passphrase)
  await call.audit('recovery_kit.make', 'recovery-kit', { isSealed })
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': isSealed ? 'application/octet-stream' : 'application/zip',
      'content-length': String(bytes.length),
      'content-disposition': dispositionOf(name),
    },
  })
}
