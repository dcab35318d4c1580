import { z } from 'zod'
import { type SourceRow, sourceListPage } from '../../../../views/pages/sources/list.ts'
import type { Plan } from '../../../domain/plan.ts'
import type { Source } from '../../../domain/source.ts'
import { isNamedLike } from '../../api/noun-list.ts'
import type { House } from '../../house.ts'
import { defineRoute, type Route } from '../../route.ts'
import { cursorField, nounPage } from '../noun-page.ts'
import { doneMessage, pluginCardsOf } from '../nouns.ts'
import { frameOf, htmlAnswer, pageResponse } from '../page.ts'

const query = z.object({
  name: z.string().max(400).default(''),
  cursor: cursorField,
  done: z.string().max(100).optional(),
})

export const sourceListPages: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/sources',
    access: 'viewer',
    scope: 'none',
    tags: ['pages'],
    summary: 'The sources, by name',
    query,
    responses: htmlAnswer,
    async handle({ house, context, principal, query: { name, cursor, done } }) {
      const frame = frameOf(context, principal)
      const all = await house.sources.list()
      const meant = all.filter((source) => isNamedLike(source.name, name === '' ? undefined : name))
      const { items, nextCursor, isFirst } = await nounPage(cursor, meant, (source) => source)
      const titles = new Map((await pluginCardsOf(house, 'dialect')).map((plugin) => [plugin.name, plugin.title[frame.language]]))
      const plans = await house.plans.list()
      const rows: SourceRow[] = []
      for (const source of items)
        rows.push({ ...(await rowOf(source, plans, house)), dialect: titles.get(source.dialect) ?? source.dialect })
      const found = { rows, search: name, total: all.length, nextCursor, isFirst }
      return pageResponse(sourceListPage({ ...found, message: doneMessage(done, frame) }, frame), frame)
    },
  }),
]

async function rowOf({ id, name }: Source, plans: readonly Plan[], { backups }: House): Promise<Omit<SourceRow, 'dialect'>> {
  const [newest = null] = await backups.list({ sourceId: id, state: 'kept' }, { limit: 1 })
  return {
    id,
    name,
    newest,
    backups: await backups.count({ sourceId: id, state: 'kept' }),
    plans: plans.filter(({ sourceIds }) => sourceIds.includes(id)),
  }
}
