import type { FailureCode } from '../../plugins/failure.ts'

/** What the program's exit code says; scripts rely on it, so a number never changes its meaning. README lists them. */
export const exitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  warnings: 3,
  notFound: 4,
  corrupt: 5,
  conflict: 6,
  denied: 7,
  exhausted: 8,
  unavailable: 9,
  unsupported: 10,
  cancelled: 130,
} as const

const exitCodeOfFailure: Readonly<Record<FailureCode, number>> = {
  invalid: exitCode.usage,
  unauthenticated: exitCode.denied,
  denied: exitCode.denied,
  not_found: exitCode.notFound,
  conflict: exitCode.conflict,
  unsupported: exitCode.unsupported,
  exhausted: exitCode.exhausted,
  unavailable: exitCode.unavailable,
  corrupt: exitCode.corrupt,
  internal: exitCode.failed,
}

/** The exit code of a failure; the same one whether it happened here or was reported by a job. */
export function exitCodeOf(code: FailureCode): number {
  return exitCodeOfFailure[code]
}
