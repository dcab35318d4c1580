import { sourceRemovalPage } from '../../../../views/pages/sources/delete.ts'
import type { Told } from '../../../../views/parts/said.ts'
import type { Call } from '../../call.ts'
import { statusOf } from '../../failure.ts'
import { defineRoute, type Route } from '../../route.ts'
import { toldOf } from '../nouns.ts'
import { frameOf, pageResponse, readFields, redirect, refusalOf } from '../page.ts'
import { params, shared } from './shared.ts'

export const sourceRemovalPages: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: '/sources/{source}/delete',
    access: 'admin',
    summary: 'What removing a source would break',
    params,
    handle: async (call) => ask(call, null),
  }),
  defineRoute({
    ...shared,
    method: 'post',
    path: '/sources/{source}/delete',
    access: 'admin',
    summary: 'Removes a source',
    params,
    handle: remove,
  }),
]

async function ask({ house, context, principal, params: named }: Call<{ source: string }>, fault: Told | null, status = 200) {
  const frame = frameOf(context, principal)
  const { id, name } = await house.sources.show(named.source)
  const consequences = await house.sources.consequences(id)
  return pageResponse(sourceRemovalPage({ id, name, consequences, fault }, frame), frame, { status })
}

/** Whoever posts the form has read what would break. */
async function remove(call: Call<{ source: string }>): Promise<Response> {
  const isForced = (await readFields(call)).has('confirmed')
  const { id } = await call.house.sources.show(call.params.source)
  try {
    const { name } = await call.house.sources.remove(id, { isForced })
    await call.audit('source.remove', name, { isForced })
    return redirect('/sources?done=removed')
  } catch (error) {
    const failure = refusalOf(error)
    return ask(call, toldOf(failure), statusOf(failure))
  }
}
