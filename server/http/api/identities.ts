import { z } from 'zod'
import { Failure } from '../../../plugins/failure.ts'
import { answer } from '../answer.ts'
import type { Call } from '../call.ts'
import { listSchema, pagingQuery } from '../paging.ts'
import { defineRoute, type Route } from '../route.ts'
import { listNouns } from './noun-list.ts'

const tags = ['identities']
const recipients = z.array(z.string()).meta({ description: 'Public halves.' })

export const identitiesRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/api/v1/identities',
    access: 'viewer',
    scope: 'none',
    tags,
    summary: 'The keys of age that were entrusted',
    description: 'With them sealed backups are drilled and restored without a person. Only their public halves are ever shown.',
    query: z.object(pagingQuery),
    responses: { 200: { description: 'They.', schema: listSchema(z.object({ recipient: z.string() })) } },
    async handle({ house, query }) {
      // Nobody wrote down when each came.
      const all = (await house.identities.list()).map((recipient) => ({ id: recipient, createdAt: new Date(0) }))
      return answer(await listNouns(query, all, ({ id }) => ({ recipient: id })))
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/identities',
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Entrust keys of age',
    body: z.strictObject({ text: z.string().min(1).meta({ description: 'The text of an identity file as age-keygen writes it.' }) }),
    responses: { 201: { description: 'Those that are new.', schema: z.object({ added: recipients }) } },
    async handle(call) {
      return answer({ added: await entrust(call, call.body.text) }, 201)
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/identities/{recipient}',
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Forget a key',
    description: 'Sealed backups need it from a person again.',
    params: z.object({ recipient: z.string().min(1).max(200) }),
    responses: { 200: { description: 'It is forgotten.', schema: z.object({ removed: z.string() }) } },
    async handle(call) {
      const { recipient } = call.params
      await forget(call, recipient)
      return answer({ removed: recipient })
    },
  }),
]

/** Takes in the keys of an identity file; resolves with the public halves of those that are new. Throws `invalid` naming `text`. */
export async function entrust(call: Call, text: string): Promise<string[]> {
  const added = await call.house.identities.add(text).catch(namingText)
  for (const recipient of added) await call.audit('identity.add', recipient)
  return added
}

/** Forgets a key by its public half. Throws `not_found`. */
export async function forget(call: Call, recipient: string): Promise<void> {
  await call.house.identities.remove(recipient)
  await call.audit('identity.remove', recipient)
}

/** There is but one field that may be wrong. Says nothing of what it holds. */
function namingText(error: unknown): never {
  if (!(error instanceof Failure) || error.code !== 'invalid') throw error
  const { message, remedy } = error
  throw new Failure('invalid', message, { ...(remedy === null ? {} : { remedy }), detail: { fields: ['text'] } })
}
