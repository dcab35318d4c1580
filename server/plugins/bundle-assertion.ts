import type { Dialect } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { BundleMember } from './bundle-choice.ts'
import { memberFailure } from './bundle-failure.ts'

type Assert = NonNullable<Dialect['assert']>

/** Asks the member that `label: SQL` names, or the only one that takes questions; null when none does. */
export function assertionOf(members: readonly BundleMember[]): Assert | null {
  const able = members.filter(({ dialect }) => dialect.assert !== undefined)
  if (able.length === 0) return null
  return async (sql, call) => {
    const named = able.find(({ label }) => sql.trimStart().startsWith(`${label}:`))
    const member = named ?? (able.length === 1 ? able[0] : undefined)
    if (member === undefined) {
      throw new Failure('invalid', 'It is not said which member of the bundle the assertion is about.', {
        remedy: `Write its label before it, like "${able[0]!.label}: SELECT …". There are: ${able.map(({ label }) => label).join(', ')}.`,
      })
    }
    const question = named === undefined ? sql : sql.trimStart().slice(named.label.length + 1)
    try {
      return await member.dialect.assert!(question, call)
    } catch (error) {
      throw memberFailure(member.label, error, call.signal)
    }
  }
}
