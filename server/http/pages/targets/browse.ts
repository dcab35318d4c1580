import { z } from 'zod'
import { type TargetBrowseView, targetBrowsePage } from '../../../../views/pages/targets/browse.ts'
import { BrowseService } from '../../../services/browsing.ts'
import { askedOf } from '../../api/noun-trial.ts'
import { statusOf } from '../../failure.ts'
import { defineRoute, type Route } from '../../route.ts'
import { rowsMax, toldOf } from '../nouns.ts'
import { frameOf, pageResponse, refusalOf } from '../page.ts'
import { params, shared } from './shared.ts'

const query = z.object({ prefix: z.string().max(900).default(''), cursor: z.string().max(2000).optional() })

export const targetBrowsePages: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: '/targets/{target}/browse',
    access: 'backup_operator',
    summary: 'What lies at a target',
    params,
    query,
    async handle({ house, context, principal, params: named, query: { prefix, cursor }, signal }) {
      const frame = frameOf(context, principal)
      const { id, name } = await house.targets.show(named.target)
      const shown = (part: Pick<TargetBrowseView, 'prefix' | 'found' | 'fault'>) =>
        targetBrowsePage({ target: { id, name }, ...part }, frame)
      const wish = { prefix, cursor: cursor ?? null, limit: rowsMax }
      try {
        const found = await askedOf(new BrowseService(house.installation).browse(id, wish, { signal }))
        return pageResponse(shown({ prefix: found.prefix, found: { ...found, isFirst: cursor === undefined }, fault: null }), frame)
      } catch (error) {
        const failure = refusalOf(error)
        return pageResponse(shown({ prefix: '', found: null, fault: toldOf(failure) }), frame, { status: statusOf(failure) })
      }
    },
  }),
]
