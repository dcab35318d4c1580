import type { Call, Target } from '../../plugins/contract.ts'
import { Failure, toFailure } from '../../plugins/failure.ts'
import { mapInOrder } from '../archive/parallel.ts'
import type { CommitRecord } from '../archive/record.ts'
import type { BackupSpecification } from '../domain/job.ts'
import { readRecord } from './archives.ts'
import { sweepUnfinished } from './claim.ts'
import type { JobContext } from './context.ts'
import type { JobHost } from './job-host.ts'
import { sweepPartials } from './sweep.ts'

/** A target that is to hold the backup. */
export interface BackupPlace {
  /** Its place in the specification. */
  readonly at: number
  readonly target: Target
  readonly prefix: string
  readonly label: string
}

/** Why targets are left out, by their place in the specification. */
export type PlaceFailures = Map<number, Failure>

const recordsAtOnce = 6

/** Opens, tries and tidies each target. One that fails is left out and noted, so that it costs the backup one copy; throws when none is left. */
export async function openPlaces(
  targets: BackupSpecification['targets'],
  work: { readonly plugins: JobHost; readonly failures: PlaceFailures },
  context: JobContext,
): Promise<BackupPlace[]> {
  const places: BackupPlace[] = []
  for (const [at, use] of targets.entries()) {
    try {
      const target = await work.plugins.openTarget(use)
      await target.probe(context)
      await sweepPartials(target, context.seams, context)
      await sweepUnfinished(target, { prefix: use.prefix, clock: context.seams.clock }, context)
      places.push({ at, target, prefix: use.prefix, label: use.name })
    } catch (error) {
      context.signal.throwIfAborted()
      work.failures.set(at, toFailure(error, `trying the target ${use.name}`))
    }
  }
  if (places.length === 0) throw work.failures.get(0)!
  return places
}

/**
 * The places that hold the parent and all that it refers to: a backup that refers to them can be restored from nowhere else. The first is where
 * the parent was found; of the others, those that lack something are noted.
 */
export async function placesWithParent(
  places: readonly BackupPlace[],
  work: { readonly parent: CommitRecord; readonly failures: PlaceFailures },
  call: Call,
): Promise<BackupPlace[]> {
  const fitting = places.slice(0, 1)
  for (const place of places.slice(1)) {
    try {
      const missing = await missingAt(place, [work.parent, ...work.parent.archives], call)
      if (missing.length > 0) throw lacking(place, missing)
      fitting.push(place)
    } catch (error) {
      call.signal.throwIfAborted()
      work.failures.set(place.at, toFailure(error, `looking for ${work.parent.name} at the target ${place.label}`))
    }
  }
  return fitting
}

/** Of these archives the names of those that a folder of a target doesn't hold. */
export async function missingAt<Archive extends { readonly id: string; readonly name: string }>(
  { target, prefix }: { readonly target: Target; readonly prefix: string },
  archives: readonly Archive[],
  call: Call,
): Promise<Archive[]> {
  const missing: Archive[] = []
  const options = { parallel: recordsAtOnce, signal: call.signal }
  const looked = mapInOrder(archives, options, async (archive) => ({
    archive,
    record: await readRecord({ target, key: prefix + archive.name, identities: [] }, call),
  }))
  for await (const { archive, record } of looked) if (record?.id !== archive.id) missing.push(archive)
  return missing
}

function lacking(place: BackupPlace, missing: readonly { readonly name: string }[]): Failure {
  const names = missing.map(({ name }) => name)
  return new Failure(
    'conflict',
    `${place.label} lacks what this backup refers to: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`,
    {
      remedy: 'Copy the backup there together with what it refers to, or make a full one.',
      detail: { missing: names },
    },
  )
}
