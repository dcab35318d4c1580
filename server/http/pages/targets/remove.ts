import { targetRemovalPage } from '../../../../views/pages/targets/delete.ts'
import type { Told } from '../../../../views/parts/said.ts'
import type { Call } from '../../call.ts'
import { statusOf } from '../../failure.ts'
import { defineRoute, type Route } from '../../route.ts'
import { toldOf } from '../nouns.ts'
import { frameOf, pageResponse, readFields, redirect, refusalOf } from '../page.ts'
import { params, shared } from './shared.ts'

export const targetRemovalPages: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: '/targets/{target}/delete',
    access: 'admin',
    summary: 'What removing a target would break',
    params,
    handle: async (call) => ask(call, null),
  }),
  defineRoute({
    ...shared,
    method: 'post',
    path: '/targets/{target}/delete',
    access: 'admin',
    summary: 'Removes a target',
    params,
    handle: remove,
  }),
]

async function ask({ house, context, principal, params: named }: Call<{ target: string }>, fault: Told | null, status = 200) {
  const frame = frameOf(context, principal)
  const { id, name } = await house.targets.show(named.target)
  const consequences = await house.targets.consequences(id)
  return pageResponse(targetRemovalPage({ id, name, consequences, fault }, frame), frame, { status })
}

/** Whoever posts the form has read what would break. */
async function remove(call: Call<{ target: string }>): Promise<Response> {
  const isForced = (await readFields(call)).has('confirmed')
  const { id } = await call.house.targets.show(call.params.target)
  try {
    const { name } = await call.house.targets.remove(id, { isForced })
    await call.audit('target.remove', name, { isForced })
    return redirect('/targets?done=removed')
  } catch (error) {
    const failure = refusalOf(error)
    return ask(call, toldOf(failure), statusOf(failure))
  }
}
