import { manifestGroup } from './manifest.ts'
import { targetSecretsGroup } from './secrets.ts'
import type { TargetSubject } from './subject.ts'
import { type Group, type Runner, register } from './suite.ts'
import { abortGroup } from './target/abort.ts'
import { atomicityGroup } from './target/atomicity.ts'
import { capabilitiesGroup } from './target/capabilities.ts'
import { concurrencyGroup } from './target/concurrency.ts'
import { failuresGroup } from './target/failures.ts'
import { keysGroup } from './target/keys.ts'
import { lifecycleGroup } from './target/lifecycle.ts'
import { listingGroup } from './target/listing.ts'
import { roundTripGroup } from './target/round-trip.ts'

/** Everything that a target must do, in groups. */
export function targetGroups(subject: TargetSubject): readonly Group[] {
  return [
    manifestGroup(subject.plugin),
    roundTripGroup(subject),
    keysGroup(subject),
    atomicityGroup(subject),
    abortGroup(subject),
    failuresGroup(subject),
    capabilitiesGroup(subject),
    concurrencyGroup(subject),
    lifecycleGroup(subject),
    listingGroup(subject),
    targetSecretsGroup(subject),
  ]
}

/** The suite of targets, registered with any test runner. */
export function testTarget(subject: TargetSubject, runner: Runner): void {
  register(targetGroups(subject), `target ${subject.plugin.name}`, runner)
}
