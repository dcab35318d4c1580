import { z } from 'zod'
import { answer } from '../answer.ts'
import { defineRoute, type Route } from '../route.ts'

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
    responses: { 200: { description: 'They.', schema: z.object({ items: z.array(z.object({ recipient: z.string() })) }) } },
    handle: async ({ house }) => answer({ items: (await house.identities.list()).map((recipient) => ({ recipient })) }),
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
      const added = await call.house.identities.add(call.body.text)
      for (const recipient of added) await call.audit('identity.add', recipient)
      return answer({ added }, 201)
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
      await call.house.identities.remove(recipient)
      await call.audit('identity.remove', recipient)
      return answer({ removed: recipient })
    },
  }),
]
