import { getCookie } from 'hono/cookie'
import { z } from 'zod'
import { languageOf } from '../../../../views/language.ts'
import { languageStep } from '../../../../views/pages/welcome/language.ts'
import { changeContracts } from '../../api/settings.ts'
import type { Call } from '../../call.ts'
import { defineRoute, type Route } from '../../route.ts'
import { frameOf, htmlAnswer, isZone, pageResponse, readForm, redirect, rememberManner, zoneCookie } from '../page.ts'

const shared = { path: '/welcome/language', access: 'admin', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const

const languageForm = z.object({ language: z.string().max(100).default(''), zone: z.string().max(100).default('') })

/** How one reads Holdfast, and the zone of its times and new plans. */
export const languageRoutes: readonly Route[] = [
  defineRoute({ ...shared, method: 'get', summary: 'Setup: language and time zone', handle: (call) => page(call, null) }),
  defineRoute({ ...shared, method: 'post', summary: 'Chooses language and time zone', handle: save }),
]

async function save(call: Call): Promise<Response> {
  const { language: tag, zone } = await readForm(call, languageForm)
  const language = languageOf(tag)
  if (!isZone(zone)) return page(call, zone)
  rememberManner(call.context, { ...(language === null ? {} : { language }), zone })
  if (zone !== (await call.house.contracts.zone())) await changeContracts(call, { zone })
  await call.house.welcome.pass('language')
  return redirect('/welcome/target')
}

/** With the zone that was sent and is none, if so. */
async function page({ house, context, principal }: Call, wrongZone: string | null): Promise<Response> {
  const frame = frameOf(context, principal)
  const { done } = await house.welcome.state()
  const hasZone = getCookie(context, zoneCookie) !== undefined
  const zone = hasZone ? frame.zone : await house.contracts.zone()
  const zones = [...new Set(['UTC', zone, ...Intl.supportedValuesOf('timeZone')])]
  const view = { done, zone, zones, isZoneWrong: wrongZone !== null, isZoneGuessed: !hasZone && !done.has('language') }
  return pageResponse(languageStep(view, frame), frame, { status: wrongZone === null ? 200 : 400 })
}
