import type { Procedures } from '../procedure.ts'
import { runBackupJob } from './backup.ts'
import { runCopyJob } from './copy.ts'
import { runPruneJob } from './prune.ts'
import { runRescanJob } from './rescan.ts'
import { runRestoreJob } from './restore.ts'
import { runVerifyJob } from './verify.ts'

/** How each kind of job is done. */
export const procedures: Procedures = {
  backup: runBackupJob,
  restore: runRestoreJob,
  verify: runVerifyJob,
  prune: runPruneJob,
  copy: runCopyJob,
  rescan: runRescanJob,
}
