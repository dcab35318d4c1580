import type { FailureCode } from '../../plugins/failure.ts'
import type { Backup } from '../domain/backup.ts'
import { bundleDialect } from '../domain/chain.ts'
import { type RestoreProblem, unknownNames } from '../domain/restore.ts'
import type { InspectResult } from '../domain/upload.ts'
import { strangeLabels } from '../plugins/bundle-tables.ts'
import { type Destination, type RestoreFacts, useOf } from './restore-facts.ts'
import { holdsData, type Presence, type SafetyChoice } from './restore-safety.ts'

/** What was found out besides what is kept. */
export interface RestoreFindings {
  readonly presence: Presence
  /** Null when a backup is restored. */
  readonly upload: InspectResult | null
  readonly freeBytes: number | null
}

/** What keeps a restore from being done, the most telling first. */
export function problemsOf(facts: RestoreFacts, { presence, upload }: RestoreFindings, safety: SafetyChoice): RestoreProblem[] {
  const problems: RestoreProblem[] = [...backupProblems(facts), ...uploadProblems(facts.destination, upload)]
  if (presence.problem !== null) problems.push(presence.problem)
  problems.push(...mannerProblems(facts, presence))
  if (safety.isNeeded && safety.targets.length === 0) {
    problems.push(
      problem(
        'conflict',
        'There is no target that could keep a safety backup of the destination.',
        'Add a target, or restore without a safety backup.',
      ),
    )
  }
  return problems
}

function backupProblems(facts: RestoreFacts): RestoreProblem[] {
  const { backup, destination, identities, copies, unusable, chosen, tables } = facts
  if (backup === null) return []
  const problems: RestoreProblem[] = []
  if (backup.state !== 'kept') problems.push(problem('conflict', `${backup.name} is being removed.`, 'Choose another backup.'))
  problems.push(...kindProblems(backup, facts))
  if (backup.isSealed && identities.length === 0) {
    problems.push(
      problem(
        'denied',
        `${backup.name} is sealed, and nothing here opens it.`,
        'Entrust the identity or passphrase that it was sealed for to this installation.',
      ),
    )
  }
  if (copies.length === 0) {
    const why = unusable.length === 0 ? 'none is known' : unusable.join('; ')
    problems.push(
      problem(
        'not_found',
        `No copy of ${backup.name} can be restored from: ${why}.`,
        'Rescan the target if it has come back, or choose another backup.',
      ),
    )
  }
  const unknown = chosen === null || tables.length === 0 || destination.dialect === 'files' ? [] : unknownNames(chosen, tables)
  if (unknown.length > 0) {
    const known = tables.slice(0, 20).map(({ name }) => name)
    problems.push(problem('not_found', `${backup.name} holds nothing named ${unknown.join(', ')}.`, `It holds: ${known.join(', ')}.`))
  }
  return problems
}

/** What was backed up and what is restored into must be of one kind, and a bundle must have every member that comes back. */
function kindProblems(backup: Backup, { destination, member, chosen, tables }: RestoreFacts): RestoreProblem[] {
  const made = member === null ? backup.source.dialect : member.dialect
  if (made === null) return []
  if (made !== destination.dialect) {
    const what = member === null ? backup.name : `${member.label} of ${backup.name}`
    const message = `${what} is a backup of a ${made} source; it can't be restored into ${destination.dialect}.`
    const others = made === bundleDialect ? `, or the one member of it that is a ${destination.dialect} source` : ''
    return [problem('invalid', message, `Choose a ${made} destination${others}.`)]
  }
  const strangers = chosen === null ? strangeLabels(tables, useOf(destination)) : []
  if (strangers.length === 0) return []
  const message = `${backup.name} holds ${strangers.join(', ')}, and "${destination.name}" has no such member.`
  return [problem('invalid', message, 'Restore into the bundle that was backed up, or choose what of it is meant.')]
}

function uploadProblems({ dialect }: Destination, upload: InspectResult | null): RestoreProblem[] {
  if (upload === null) return []
  const problems = upload.problems.map(({ code, message, remedy }) => problem(code, message, remedy ?? 'Give another file.'))
  if (upload.dialect !== null && upload.dialect !== dialect) {
    problems.push(
      problem(
        'invalid',
        `The upload is made for ${upload.dialect}; it can't be restored into ${dialect}.`,
        `Choose a ${upload.dialect} destination.`,
      ),
    )
  }
  return problems
}

function mannerProblems({ request, chosen, destination }: RestoreFacts, presence: Presence): RestoreProblem[] {
  const problems: RestoreProblem[] = []
  const supports = presence.report?.supports
  if (request.existing === 'refuse' && holdsData(presence) === true) {
    problems.push(
      problem(
        'conflict',
        `${destination.name} holds data already.`,
        'Restore to another place, or say that what is there may be replaced.',
      ),
    )
  }
  if (supports !== undefined && !supports.existing.includes(request.existing)) {
    problems.push(
      problem(
        'unsupported',
        `${destination.dialect} can't restore with "${request.existing}".`,
        `It can: ${supports.existing.join(', ')}.`,
      ),
    )
  }
  if (supports !== undefined && chosen !== null && !supports.partial) {
    problems.push(problem('unsupported', `${destination.name} takes no chosen tables.`, 'Restore the whole backup.'))
  }
  return problems
}

function problem(code: FailureCode, message: string, remedy: string): RestoreProblem {
  return { code, message, remedy }
}
