import { z } from 'zod'
import { accountArea } from '../../../../views/messages/settings-account.ts'
import { factorOffPage, factorOnPage, passwordPage, recoveryCodesPage } from '../../../../views/pages/settings/account-secrets.ts'
import { notRefused } from '../../../../views/pages/settings/frame.ts'
import { changeOwnPassword, doerOf, person } from '../../api/session-own.ts'
import type { Call } from '../../call.ts'
import { defineRoute, type Route } from '../../route.ts'
import { frameOf, htmlAnswer, pageResponse, readForm, redirect } from '../page.ts'
import { faulty, refusedBy } from './refusal.ts'

const shared = { access: 'viewer', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const
const home = '/settings/account'

const secret = z.string().max(4096).default('')
const passwordForm = z.object({ current: secret, password: secret, again: secret })
const factorForm = z.object({ secret: z.string().max(200).optional(), code: z.string().max(100).default('') })

/** One's own password and second factor. */
export const accountSecretPages: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: `${home}/password`,
    summary: 'Where I change my password',
    async handle({ context, principal }) {
      const frame = frameOf(context, principal)
      return principal.kind === 'key' ? redirect(home) : pageResponse(passwordPage(notRefused, frame), frame)
    },
  }),
  defineRoute({ ...shared, method: 'post', path: `${home}/password`, summary: 'Changes my password', handle: changePassword }),
  defineRoute({
    ...shared,
    method: 'get',
    path: `${home}/totp`,
    summary: 'Where I turn my second factor on or off',
    async handle({ context, principal, house }) {
      if (principal.kind === 'key') return redirect(home)
      const frame = frameOf(context, principal)
      const { hasTotp } = await house.auth.users.find(principal.id)
      if (hasTotp) return pageResponse(factorOffPage(notRefused, frame), frame)
      const offer = await house.auth.totp.offer(principal.id)
      return pageResponse(factorOnPage({ ...notRefused, ...offer }, frame), frame)
    },
  }),
  defineRoute({ ...shared, method: 'post', path: `${home}/totp`, summary: 'Turns my second factor on or off', handle: changeFactor }),
]

async function changePassword(call: Call): Promise<Response> {
  const { current, password, again } = await readForm(call, passwordForm)
  const frame = frameOf(call.context, call.principal)
  const say = accountArea[frame.language]
  try {
    if (password !== again) {
      const { status, ...refused } = faulty({ again: say.different }, frame)
      return await pageResponse(passwordPage(refused, frame), frame, { status })
    }
    await changeOwnPassword(call, { current, password })
    return redirect(`${home}?done=passwordChanged`)
  } catch (error) {
    const { status, told, faults } = refusedBy(error, frame, { password: frame.say.weakPassword })
    // The service says as little as it says to whoever signs in; here there is only one thing that it can be.
    const refused = status === 401 ? faulty({ current: say.wrongCurrent }, frame) : { told, faults }
    return pageResponse(passwordPage(refused, frame), frame, { status })
  }
}

/** With a secret it is to be turned on, with a code alone off. */
async function changeFactor(call: Call): Promise<Response> {
  const { secret, code } = await readForm(call, factorForm)
  const frame = frameOf(call.context, call.principal)
  const { totp } = call.house.auth
  const { id } = person(call)
  try {
    if (secret === undefined) {
      await totp.disable(id, code, doerOf(call))
      return redirect(`${home}?done=factorTurnedOff`)
    }
    return await pageResponse(recoveryCodesPage(await totp.enable(id, { secret, code }, doerOf(call)), frame), frame)
  } catch (error) {
    const { status, ...refused } = refusedBy(error, frame, { code: accountArea[frame.language].wrongCode })
    const { hasTotp } = await call.house.auth.users.find(id)
    if (hasTotp) return pageResponse(factorOffPage(refused, frame), frame, { status })
    if (secret === undefined) return redirect(`${home}/totp`)
    return pageResponse(factorOnPage({ ...refused, ...(await offerOf(call, id, secret)) }, frame), frame, { status })
  }
}

/** The secret that the phone has already; another one where what came back is none. */
async function offerOf({ house }: Call, id: string, secret: string): Promise<{ readonly secret: string; readonly uri: string }> {
  const offer = await house.auth.totp.offer(id)
  return /^[A-Z2-7]{32}$/.test(secret) ? { secret, uri: offer.uri.replace(offer.secret, secret) } : offer
}
