import type { RunJob } from './context.ts'

/** Does the work of any job; each kind is loaded only when it runs. */
export const runJob: RunJob = async (specification, context) => {
  switch (specification.kind) {
    case 'backup':
      return (await import('./backup.ts')).runBackup(specification, context)
    case 'verify':
      return (await import('./verify.ts')).runVerify(specification, context)
    case 'restore':
      return (await import('./restore.ts')).runRestore(specification, context)
  }
}
