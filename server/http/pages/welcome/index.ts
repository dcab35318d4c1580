import { donePage } from '../../../../views/pages/welcome/done.ts'
import { defineRoute, type Route } from '../../route.ts'
import { frameOf, htmlAnswer, pageResponse, redirect } from '../page.ts'
import { backupRoutes } from './backup.ts'
import { choiceRoutes } from './choice.ts'
import { kitRoutes } from './kit.ts'
import { languageRoutes } from './language.ts'

/** The first five minutes, and the recovery kit. */
export const welcomePages: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/welcome',
    access: 'admin',
    scope: 'none',
    tags: ['pages'],
    summary: 'The setup: goes on where it was',
    responses: htmlAnswer,
    async handle({ house, context, principal }) {
      const { current, done, sourceId, targetId } = await house.welcome.state()
      if (current !== null) return redirect(`/welcome/${current}`)
      const frame = frameOf(context, principal)
      const ids = { ...(sourceId === null ? {} : { source: sourceId }), ...(targetId === null ? {} : { target: targetId }) }
      // A new plan is a daily one by itself.
      const planAddress = `/plans/new?${new URLSearchParams({ ...ids, verify: 'proven' })}`
      const view = { done, kit: await house.recoveryKit.state(), proven: await house.welcome.provenBackup(), planAddress }
      return pageResponse(donePage(view, frame), frame)
    },
  }),
  ...languageRoutes,
  ...choiceRoutes,
  ...kitRoutes,
  ...backupRoutes,
]
