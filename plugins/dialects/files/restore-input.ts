import type { Warning } from '../../contract.ts'
import type { Existing } from './destination.ts'
import type { BytePath } from './path.ts'

export interface RestoreInput {
  /** Absolute, without symlinks; the folder exists. */
  readonly root: BytePath
  readonly existing: Existing
  readonly selection: readonly string[] | null
}

export interface RestoreResult {
  readonly entries: number
  readonly warnings: readonly Warning[]
}
