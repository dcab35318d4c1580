/** The suites that tell a plugin's author when it is done. They need no particular test runner. */
export { dialectGroups, testDialect } from './dialect.ts'
export type { DialectSubject, TargetSubject } from './subject.ts'
export { type Group, type Runner, runTrials, type Trial, type TrialResult } from './suite.ts'
export { targetGroups, testTarget } from './target.ts'
