import { z } from 'zod'
import { languageOf } from '../../../../views/language.ts'
import { settingsArea } from '../../../../views/messages/settings.ts'
import { notRefused } from '../../../../views/pages/settings/frame.ts'
import { settingsPage } from '../../../../views/pages/settings/home.ts'
import { preferencesPage } from '../../../../views/pages/settings/preferences.ts'
import type { Call } from '../../call.ts'
import { defineRoute, type Route } from '../../route.ts'
import { frameOf, htmlAnswer, isZone, pageResponse, readForm, redirect, rememberManner } from '../page.ts'
import { faulty } from './refusal.ts'

const shared = { access: 'viewer', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const
const path = '/settings/preferences'

const preferencesForm = z.object({ language: z.string().max(100).default(''), zone: z.string().max(200).default('') })

/** Where the settings begin, and the manner in which a browser is shown pages. */
export const homePages: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: '/settings',
    summary: 'What can be set',
    async handle({ context, principal }) {
      const frame = frameOf(context, principal)
      return pageResponse(settingsPage(frame), frame)
    },
  }),
  defineRoute({
    ...shared,
    method: 'get',
    path,
    summary: 'Language and time zone of this browser',
    query: z.object({ done: z.string().optional() }),
    async handle({ context, principal, query }) {
      const frame = frameOf(context, principal)
      const view = { ...notRefused, ...fixed(), language: frame.language, zone: frame.zone, isSaved: query.done === 'saved' }
      return pageResponse(preferencesPage(view, frame), frame)
    },
  }),
  defineRoute({ ...shared, method: 'post', path, summary: 'Sets language and time zone of this browser', handle: prefer }),
]

async function prefer(call: Call): Promise<Response> {
  const { context, principal } = call
  const given = await readForm(call, preferencesForm)
  const zone = given.zone.trim() === '' ? machineZone() : given.zone.trim()
  const language = languageOf(given.language)
  if (isZone(zone)) {
    rememberManner(context, { zone, ...(language === null ? {} : { language }) })
    return redirect(`${path}?done=saved`)
  }
  const frame = frameOf(context, principal)
  const { status, ...refused } = faulty({ zone: settingsArea[frame.language].preferences.wrongZone }, frame)
  const page = preferencesPage({ ...fixed(), ...given, ...refused, isSaved: false }, frame)
  return pageResponse(page, frame, { status })
}

function fixed() {
  return { machineZone: machineZone(), zones: Intl.supportedValuesOf('timeZone') }
}

function machineZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}
