import type { Target } from '../../plugins/contract.ts'
import { Failure, type FailureRecord, toFailure } from '../../plugins/failure.ts'
import { recordSuffix } from '../archive/record.ts'
import type { ArchiveUse, RemoveResult, RemoveSpecification, TargetUse } from '../domain/job.ts'
import { isArchiveName, splitKey } from '../domain/name.ts'
import { claimSuffix } from './claim.ts'
import { type JobContext, ProgressMeter } from './context.ts'
import { type JobHost, openJobHost } from './job-host.ts'
import { proofSuffix } from './proof.ts'

/**
 * Removes archives in the order given. One that can't be removed doesn't stop the others; the result tells of each. Touches nothing but
 * the archive, its commit record, its proof and its claim.
 */
export async function runRemove(specification: RemoveSpecification, context: JobContext): Promise<RemoveResult> {
  const meter = new ProgressMeter(context.emit, 'removing')
  await using plugins = openJobHost(specification, context)
  const targets = new OpenTargets(plugins)
  const archives: { key: string; failure: FailureRecord | null }[] = []
  for (const use of specification.archives) {
    context.signal.throwIfAborted()
    archives.push({ key: use.key, failure: await removeArchive(use, targets, context) })
    meter.add({ sections: 1 })
  }
  return { kind: 'remove', archives }
}

/** The commit record goes first: from then on the archive does not exist, whatever happens to the rest. */
async function removeArchive({ target: use, key }: ArchiveUse, targets: OpenTargets, context: JobContext): Promise<FailureRecord | null> {
  try {
    if (!isArchiveName(splitKey(key).name)) {
      throw new Failure('invalid', `${key} is not named as an archive, so it is not removed`, {
        remedy: 'Remove it by hand if it is no longer needed.',
      })
    }
    const target = await targets.open(use)
    for (const suffix of [recordSuffix, proofSuffix, '', claimSuffix]) await target.remove(key + suffix, context)
    return null
  } catch (error) {
    context.signal.throwIfAborted()
    return toFailure(error, `removing ${key}`).toJSON()
  }
}

/** Each target is opened once, however many archives lie there; one that can't be opened says so each time. */
class OpenTargets {
  readonly #plugins: JobHost
  readonly #opening = new Map<string, Promise<Target>>()

  constructor(plugins: JobHost) {
    this.#plugins = plugins
  }

  open(use: TargetUse): Promise<Target> {
    const identity = JSON.stringify(use)
    const opening = this.#opening.get(identity) ?? this.#plugins.openTarget(use)
    this.#opening.set(identity, opening)
    return opening
  }
}
