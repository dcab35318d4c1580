import { type LimitsView, limitsPage } from '../../../../views/pages/settings/limits.ts'
import { pluginsPage } from '../../../../views/pages/settings/plugins.ts'
import { passwordLengthMax, passwordLengthMin } from '../../../auth/password-policy.ts'
import { tokenSecondsMax } from '../../../auth/tokens.ts'
import { slotsByDefault } from '../../../control/control.ts'
import { linkSecondsMax } from '../../../services/downloads-links.ts'
import { configurationBytesMax } from '../../api/configuration-body.ts'
import { listPlugins } from '../../api/plugins.ts'
import type { House } from '../../house.ts'
import { defineRoute, type Route } from '../../route.ts'
import { frameOf, htmlAnswer, pageResponse } from '../page.ts'

const shared = { method: 'get', access: 'admin', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const

/** What is installed and how much it takes on: to be looked at, for it is changed where the daemon is started. */
export const factPages: readonly Route[] = [
  defineRoute({
    ...shared,
    path: '/settings/plugins',
    summary: 'The plugins that there are',
    async handle({ house, context, principal }) {
      const frame = frameOf(context, principal)
      const { plugins, broken } = await listPlugins(house)
      const rows = plugins.map(({ plugin: { kind, name, title }, origin }) => {
        return { kind, name, title, file: origin === 'built-in' ? null : origin }
      })
      return pageResponse(pluginsPage({ plugins: rows, broken }, frame), frame)
    },
  }),
  defineRoute({
    ...shared,
    path: '/settings/limits',
    summary: 'What the daemon goes by',
    async handle({ house, context, principal }) {
      const frame = frameOf(context, principal)
      return pageResponse(limitsPage(limitsOf(house), frame), frame)
    },
  }),
]

function limitsOf({ config, installation }: House): LimitsView {
  return {
    ...config,
    jobsAtOnce: slotsByDefault(),
    configurationBytesMax,
    linkSecondsMax,
    tokenSecondsMax,
    passwordLength: { min: passwordLengthMin, max: passwordLengthMax },
    dataPath: installation.dataPath,
  }
}
