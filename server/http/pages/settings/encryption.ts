import { z } from 'zod'
import { encryptionDone, encryptionPage, encryptionPath, forgetPage, rotatePage } from '../../../../views/pages/settings/encryption.ts'
import { notRefused } from '../../../../views/pages/settings/frame.ts'
import { translated } from '../../../../views/sayings.ts'
import { entrust, forget } from '../../api/identities.ts'
import { rotateSecrets } from '../../api/secrets.ts'
import type { Call } from '../../call.ts'
import { defineRoute, type Route } from '../../route.ts'
import { frameOf, htmlAnswer, pageResponse, readFields, readForm, redirect } from '../page.ts'
import { refusedBy } from './refusal.ts'

const shared = { access: 'admin', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const
const params = z.object({ recipient: z.string().min(1).max(200) })
const rotatePath = `${encryptionPath}/rotate`
const forgetPath = `${encryptionPath}/{recipient}/delete`

const entrustForm = z.object({
  text: z
    .string()
    .max(64 * 1024)
    .default(''),
})

/** The keys that backups are sealed with, and the key that secrets are. */
export const encryptionPages: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: encryptionPath,
    summary: 'The keys that were entrusted',
    query: z.object({ done: z.string().optional() }),
    async handle({ house, context, principal, query }) {
      const frame = frameOf(context, principal)
      const done = encryptionDone.find((word) => word === query.done) ?? null
      return pageResponse(encryptionPage({ ...notRefused, recipients: await house.identities.list(), done }, frame), frame)
    },
  }),
  defineRoute({ ...shared, method: 'post', path: encryptionPath, summary: 'Entrusts keys of age', handle: add }),
  defineRoute({
    ...shared,
    method: 'get',
    path: rotatePath,
    summary: 'What changing the key of this installation does',
    async handle({ context, principal }) {
      const frame = frameOf(context, principal)
      return pageResponse(rotatePage(null, frame), frame)
    },
  }),
  defineRoute({ ...shared, method: 'post', path: rotatePath, summary: 'Changes the key of this installation', handle: rotate }),
  defineRoute({
    ...shared,
    method: 'get',
    path: forgetPath,
    summary: 'What forgetting a key does',
    params,
    async handle({ context, principal, params: { recipient } }) {
      const frame = frameOf(context, principal)
      return pageResponse(forgetPage({ recipient, refusal: null }, frame), frame)
    },
  }),
  defineRoute({ ...shared, method: 'post', path: forgetPath, summary: 'Forgets a key', params, handle: remove }),
]

/** What was typed is a secret, so it is never given back. */
async function add(call: Call): Promise<Response> {
  const { text } = await readForm(call, entrustForm)
  try {
    const added = await entrust(call, text)
    return redirect(`${encryptionPath}?done=${added.length === 0 ? 'nothingNew' : 'added'}`)
  } catch (error) {
    const frame = frameOf(call.context, call.principal)
    const { status, ...refused } = refusedBy(error, frame)
    const page = encryptionPage({ ...refused, recipients: await call.house.identities.list(), done: null }, frame)
    return pageResponse(page, frame, { status })
  }
}

async function rotate(call: Call): Promise<Response> {
  await readFields(call)
  try {
    await rotateSecrets(call)
    return redirect(`${encryptionPath}?done=rotated`)
  } catch (error) {
    const frame = frameOf(call.context, call.principal)
    const { status, told } = refusedBy(error, frame)
    return pageResponse(rotatePage(told, frame), frame, { status })
  }
}

async function remove(call: Call<z.infer<typeof params>, unknown, unknown>): Promise<Response> {
  await readFields(call)
  const { recipient } = call.params
  try {
    await forget(call, recipient)
    return redirect(`${encryptionPath}?done=forgotten`)
  } catch (error) {
    const frame = frameOf(call.context, call.principal)
    const { status, told } = refusedBy(error, frame)
    return pageResponse(forgetPage({ recipient, refusal: translated(told.message, frame.language) }, frame), frame, { status })
  }
}
