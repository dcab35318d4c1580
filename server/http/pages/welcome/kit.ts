import { Failure } from '../../../../plugins/failure.ts'
import { kitPage, kitStep } from '../../../../views/pages/welcome/kit.ts'
import type { KitFaults } from '../../../../views/parts/kit-form.ts'
import type { PasswordFault } from '../../../domain/password.ts'
import { answerKit } from '../../api/recovery-kit.ts'
import type { Call } from '../../call.ts'
import { defineRoute, type Route } from '../../route.ts'
import { frameOf, htmlAnswer, pageResponse, readFields, redirect } from '../page.ts'

const shared = { access: 'admin', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const
const welcomePath = '/welcome/recovery-kit'
const settingsPath = '/settings/recovery-kit'

/** The recovery kit, as a step of the setup and among the settings. */
export const kitRoutes: readonly Route[] = [
  defineRoute({ ...shared, path: welcomePath, method: 'get', summary: 'Setup: the recovery kit', handle: (call) => stepOf(call, {}) }),
  defineRoute({
    ...shared,
    path: welcomePath,
    method: 'post',
    summary: 'Makes a recovery kit, or goes past it',
    async handle(call) {
      const form = await readFields(call)
      if (form.has('seal')) return download(call, form, stepOf)
      await call.house.welcome.pass('recovery-kit')
      return redirect('/welcome/backup')
    },
  }),
  defineRoute({ ...shared, path: settingsPath, method: 'get', summary: 'The recovery kit', handle: (call) => settingsOf(call, {}) }),
  defineRoute({
    ...shared,
    path: settingsPath,
    method: 'post',
    summary: 'Makes a recovery kit',
    handle: async (call) => download(call, await readFields(call), settingsOf),
  }),
]

type Show = (call: Call, faults: KitFaults) => Promise<Response>

/** Answers with the file; or with the page again, where it says what was wrong. */
async function download(call: Call, form: URLSearchParams, show: Show): Promise<Response> {
  if (form.get('seal') !== 'yes') return form.has('understood') ? answerKit(call, null) : show(call, { isNotUnderstood: true })
  const passphrase = form.get('passphrase') ?? ''
  if (passphrase !== form.get('again')) return show(call, { isDifferent: true })
  try {
    return await answerKit(call, passphrase)
  } catch (error) {
    const fault = error instanceof Failure ? error.detail['fault'] : undefined
    if (fault === undefined) throw error
    return show(call, { passphrase: fault as PasswordFault })
  }
}

async function stepOf({ house, context, principal }: Call, faults: KitFaults): Promise<Response> {
  const frame = frameOf(context, principal)
  const { done } = await house.welcome.state()
  const view = { done, kit: await house.recoveryKit.state(), faults }
  return pageResponse(kitStep(view, frame), frame, { status: statusFor(faults) })
}

async function settingsOf({ house, context, principal }: Call, faults: KitFaults): Promise<Response> {
  const frame = frameOf(context, principal)
  return pageResponse(kitPage({ kit: await house.recoveryKit.state(), faults }, frame), frame, { status: statusFor(faults) })
}

function statusFor(faults: KitFaults): number {
  return Object.keys(faults).length === 0 ? 200 : 400
}
