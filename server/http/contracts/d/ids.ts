import { Failure } from '../../../../plugins/failure.ts'

type Noun = 'backup' | 'schedule'

export function idOf(noun: Noun, number: number): string {
  return `${noun}-${number}`
}

/** The number of `backup-123`. Throws `not_found` for anything else: nothing can have such an id. */
export function numberOf(noun: Noun, id: string): number {
  const digits = new RegExp(`^${noun}-([1-9]\\d{0,14})$`).exec(id)?.[1]
  if (digits !== undefined) return Number(digits)
  throw new Failure('not_found', `There is no such ${noun}.`, { remedy: `Ids of ${noun}s look like ${noun}-123.` })
}
