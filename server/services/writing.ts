import { isDeepStrictEqual } from 'node:util'
import { Failure } from '../../plugins/failure.ts'
import type { Lookup, Noun } from './names.ts'

/** Throws `conflict` early, before anything slow is done for a name that can't be had; the store has the last word. */
export async function refuseTakenName<Item>(name: string, noun: Noun, among: Pick<Lookup<Item>, 'findByName'>): Promise<void> {
  if ((await among.findByName(name)) === null) return
  throw new Failure('conflict', `There is a ${noun} "${name}" already.`, {
    remedy: 'Choose another name, or change the one that is there.',
    detail: { fields: ['name'] },
  })
}

/** Throws `conflict` when what was read before slow work is no longer what is kept: nobody's change may be lost. */
export function refuseChanged<Item extends { readonly name: string }>(seen: Item, now: Item | null, noun: Noun): void {
  if (isDeepStrictEqual(seen, now)) return
  throw new Failure('conflict', `The ${noun} "${seen.name}" was changed or removed by somebody else meanwhile.`, {
    remedy: 'Look at it again, then repeat what you meant to change.',
  })
}

/** As it is to be kept now: what is the same as before has not been changed, whoever saved it. */
export function changedAt<Item extends { readonly updatedAt: Date }>(before: Item, next: Item, now: Date): Item {
  return isDeepStrictEqual(before, next) ? before : { ...next, updatedAt: now }
}
