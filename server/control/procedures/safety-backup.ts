import { Failure } from '../../../plugins/failure.ts'
import type { Backup } from '../../domain/backup.ts'
import type { BackupResult } from '../../domain/job.ts'
import type { Source } from '../../domain/source.ts'
import type { Target } from '../../domain/target.ts'
import { usesWithin } from '../../plugins/bundle-config.ts'
import { writeConfigurationExport } from '../../services/configuration-export.ts'
import { useOf } from '../../services/restore-facts.ts'
import { chooseSafety, type SafetyChoice } from '../../services/restore-safety.ts'
import type { PreparedRestore } from '../../services/restore-survey.ts'
import { lookingAfterCrash } from '../doubtful-targets.ts'
import { type FrozenBackup, frame, targetUse } from '../freeze.ts'
import type { Work } from '../procedure.ts'
import { backupFrom, recordBackup } from './backup.ts'

/** What was at the destination before, and where it lies. */
export interface SafetyBackup {
  readonly backup: Backup
  readonly target: Target
  readonly key: string
}

/**
 * Backs the destination up, as far as there is anything to lose, and records it at once: whatever follows, it exists. Null where none is needed.
 * Throws when none could be made; nothing has been changed then.
 */
export async function makeSafetyBackup(work: Work<'restore'>, { facts, findings }: PreparedRestore): Promise<SafetyBackup | null> {
  const choice = chooseSafety(facts, findings.presence)
  if (!choice.isNeeded) {
    work.note(choice.reason)
    return null
  }
  // The settings are dumped from a file that only this side can write.
  if (usesWithin(useOf(facts.destination)).some(({ name }) => name === 'settings')) await writeConfigurationExport(work.installation)
  for (const [at, target] of choice.targets.entries()) {
    try {
      return await backUp(work, { facts, findings }, { ...choice, target })
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (at === choice.targets.length - 1 || !mayWorkElsewhere(error)) {
        return await lookingAfterCrash(work, [target.id], () => Promise.reject(aborted(error)))
      }
      work.warn(`The safety backup could not be kept at ${target.name}: ${error.message}`)
    }
  }
  throw new Failure('internal', 'There is no target for the safety backup, and the plan did not say so.')
}

type Prepared = Pick<PreparedRestore, 'facts' | 'findings'>

async function backUp(
  work: Work<'restore'>,
  prepared: Prepared,
  choice: SafetyChoice & { readonly target: Target },
): Promise<SafetyBackup> {
  const frozen = freeze(work, prepared, choice)
  const result = (await work.step('safety', frozen.specification)) as BackupResult
  const { destination, backup: restored } = prepared.facts
  const description = `What ${destination.name} held before ${restored?.name ?? 'an upload'} was restored into it.`
  const made = backupFrom(result, { work: { job: work.job, request: { description, purpose: 'safety' } }, frozen })
  const backup = { ...made, sourceId: choice.source?.id ?? null }
  await work.record((nouns) => recordBackup(nouns, { backup, result, frozen, at: work.installation.seams.clock.now() }))
  work.note(`What was there is kept as ${backup.name} at ${choice.target.name}.`)
  return { backup, target: choice.target, key: result.keys[0]! }
}

/** Always whole and by itself, whatever the plan says: it must not depend on anything that the restore is about to undo. */
function freeze(
  work: Work<'restore'>,
  { facts, findings }: Prepared,
  { plan, source, target }: SafetyChoice & { readonly target: Target },
): FrozenBackup {
  const { destination } = facts
  const owner = source ?? placeAsSource(work, { facts, findings })
  const settings = plan?.settings
  return {
    source: owner,
    plan,
    targets: [target],
    specification: {
      ...frame(work.installation),
      kind: 'backup',
      backupId: work.installation.newId(),
      source: { ...useOf(destination), label: destination.name },
      targets: [{ ...targetUse(target), prefix: `${target.prefix}${owner.folder}/` }],
      mode: 'full',
      trigger: work.job.trigger,
      codec: settings?.codec ?? 'zstd',
      tables: null,
      recipients: settings?.recipients ?? [],
      passphrase: null,
      identities: [...facts.identities],
      zone: settings?.zone ?? facts.zone,
      chain: { lengthMax: null, forceFullReason: null, avoid: [] },
    },
  }
}

/** A place that is kept nowhere has a folder of its own at the target, the same each time. */
function placeAsSource({ installation }: Work<'restore'>, { facts, findings }: Prepared): Source {
  const { name, dialect, config } = facts.destination
  const identity = findings.presence.report?.identity ?? null
  const now = installation.seams.clock.now()
  const folder = `place-${identity?.slice(0, 8) ?? 'unknown'}`
  return { id: '', name, dialect, config, identity, folder, createdAt: now, updatedAt: now }
}

/** Whether it may have been the target, and not the destination, that failed. */
function mayWorkElsewhere({ code }: Failure): boolean {
  return ['unavailable', 'exhausted', 'denied', 'not_found', 'conflict'].includes(code)
}

function aborted(error: Failure): Failure {
  const message = `The destination could not be backed up first, so nothing was restored and nothing was changed: ${error.message}`
  return new Failure(error.code, message, {
    remedy: error.remedy ?? 'Remove the cause, or restore without a safety backup.',
    detail: error.detail,
  })
}
