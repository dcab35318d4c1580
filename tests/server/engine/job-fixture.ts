import type { JobEvent, JobResult, VerifySpecification } from '../../../server/domain/job.ts'

/** A specification that is valid; no test of the job process runs it for real. */
export function specificationOf(change: Partial<VerifySpecification> = {}): VerifySpecification {
  return {
    id: 'job-1',
    kind: 'verify',
    limits: { timeoutMs: null, idleMs: null },
    pluginPaths: [],
    archive: { target: { name: 'local', config: { path: '/srv/backups', password: 'hunter22' } }, key: 'app/backup.sql.zip' },
    level: 'stored',
    identities: ['AGE-SECRET-KEY-1QQQQ'],
    scratch: null,
    assertions: [],
    ...change,
  }
}

export const result: JobResult = { kind: 'verify', id: 'b-1', trust: 'stored', plainBytes: 5, evidence: [], assertions: [], durationMs: 1 }

export const completed: JobEvent = { type: 'completed', result, warnings: 0 }

export function progressOf(bytesRead: number): Extract<JobEvent, { type: 'progress' }> {
  return { type: 'progress', progress: { phase: 'reading', bytesRead, bytesStored: 0, bytesExpected: null, sections: 0 } }
}

export function logOf(message: string): Extract<JobEvent, { type: 'log' }> {
  return { type: 'log', level: 'info', message, detail: {} }
}
