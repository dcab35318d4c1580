import { dialectAbortGroup } from './dialect/abort.ts'
import { assertionsGroup } from './dialect/assertions.ts'
import { dialectCapabilitiesGroup } from './dialect/capabilities.ts'
import { drillGroup } from './dialect/drill.ts'
import { dumpGroup } from './dialect/dump.ts'
import { dialectFailuresGroup } from './dialect/failures.ts'
import { dialectLifecycleGroup } from './dialect/lifecycle.ts'
import { probeGroup } from './dialect/probe.ts'
import { restoreGroup } from './dialect/restore.ts'
import { manifestGroup } from './manifest.ts'
import { dialectSecretsGroup } from './secrets.ts'
import type { DialectSubject } from './subject.ts'
import { type Group, type Runner, register } from './suite.ts'

/** Everything that a dialect must do, in groups. */
export function dialectGroups(subject: DialectSubject): readonly Group[] {
  return [
    manifestGroup(subject.plugin),
    probeGroup(subject),
    dumpGroup(subject),
    restoreGroup(subject),
    dialectCapabilitiesGroup(subject),
    drillGroup(subject),
    assertionsGroup(subject),
    dialectAbortGroup(subject),
    dialectFailuresGroup(subject),
    dialectLifecycleGroup(subject),
    dialectSecretsGroup(subject),
  ]
}

/** The suite of dialects, registered with any test runner. */
export function testDialect(subject: DialectSubject, runner: Runner): void {
  register(dialectGroups(subject), `dialect ${subject.plugin.name}`, runner)
}
