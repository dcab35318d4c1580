import { z } from 'zod'
import { type TargetRow, targetListPage } from '../../../../views/pages/targets/list.ts'
import type { Plan } from '../../../domain/plan.ts'
import type { Target } from '../../../domain/target.ts'
import { isNamedLike } from '../../api/noun-list.ts'
import type { House } from '../../house.ts'
import { defineRoute, type Route } from '../../route.ts'
import { cursorField, nounPage } from '../noun-page.ts'
import { doneMessage, pluginCardsOf } from '../nouns.ts'
import { frameOf, pageResponse } from '../page.ts'
import { shared } from './shared.ts'

const query = z.object({
  name: z.string().max(400).default(''),
  cursor: cursorField,
  done: z.string().max(100).optional(),
})

export const targetListPages: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: '/targets',
    access: 'viewer',
    summary: 'The targets, by name',
    query,
    async handle({ house, context, principal, query: { name, cursor, done } }) {
      const frame = frameOf(context, principal)
      const all = await house.targets.list()
      const meant = all.filter((target) => isNamedLike(target.name, name === '' ? undefined : name))
      const { items, nextCursor, isFirst } = await nounPage(cursor, meant, (target) => target)
      const titles = new Map((await pluginCardsOf(house, 'target')).map((plugin) => [plugin.name, plugin.title[frame.language]]))
      const plans = await house.plans.list()
      const rows: TargetRow[] = []
      for (const target of items) rows.push({ ...(await rowOf(target, plans, house)), kind: titles.get(target.kind) ?? target.kind })
      const found = { rows, search: name, total: all.length, nextCursor, isFirst }
      return pageResponse(targetListPage({ ...found, message: doneMessage(done, frame) }, frame), frame)
    },
  }),
]

async function rowOf({ id, name }: Target, plans: readonly Plan[], house: House): Promise<Omit<TargetRow, 'kind'>> {
  const [newest = null] = await house.backups.list({ targetId: id, state: 'kept' }, { limit: 1 })
  return { id, name, newest, ...(await keptAt(house, id)), plans: plans.filter(({ targetIds }) => targetIds.includes(id)) }
}

/** How many copies a target holds, and how much they are: as they were a moment ago. */
export async function keptAt({ figures }: House, id: string): Promise<Pick<TargetRow, 'copies' | 'sizeBytes'>> {
  const tally = (await figures.latest()).targets.find(({ targetId }) => targetId === id)
  return { copies: tally?.count ?? 0, sizeBytes: tally?.sizeBytes ?? 0 }
}
