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
    case 'remove':
      return (await import('./remove.ts')).runRemove(specification, context)
    case 'copy':
      return (await import('./copy.ts')).runCopy(specification, context)
    case 'scan':
      return (await import('./scan.ts')).runScan(specification, context)
    case 'browse':
      return (await import('./browse.ts')).runBrowse(specification, context)
    case 'identify':
      return (await import('./identify.ts')).runIdentify(specification, context)
    case 'probe':
      return (await import('./probe-source.ts')).runProbe(specification, context)
    case 'inspect':
      return (await import('./upload-inspect.ts')).runInspect(specification, context)
    case 'upload-restore':
      return (await import('./upload-restore.ts')).runUploadRestore(specification, context)
  }
}
