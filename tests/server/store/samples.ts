import type { Backup, Cleanup, Copy, Verification } from '../../../server/domain/backup.ts'
import { type Plan, planSettingsSchema } from '../../../server/domain/plan.ts'
import type { Source } from '../../../server/domain/source.ts'
import type { Target } from '../../../server/domain/target.ts'
import type { Job } from '../../../server/domain/work.ts'

/** The instant of everything that names no other. */
export const now = new Date('2031-05-06T07:08:09.123Z')

export function later(delayMs: number): Date {
  return new Date(now.getTime() + delayMs)
}

/** 32 hex digits that sort like the number. */
export function idOf(number: number): string {
  return number.toString(16).padStart(32, '0')
}

export function sampleSource(change: Partial<Source> = {}): Source {
  const id = change.id ?? 'source-1'
  return {
    id,
    name: `name of ${id}`,
    dialect: 'sqlite',
    config: { path: '/srv/app.db', password: 'canary' },
    identity: null,
    folder: id,
    createdAt: now,
    updatedAt: now,
    ...change,
  }
}

export function sampleTarget(change: Partial<Target> = {}): Target {
  const id = change.id ?? 'target-1'
  return {
    id,
    name: `name of ${id}`,
    kind: 'local',
    config: { path: '/mnt/nas', password: 'canary' },
    prefix: '',
    identity: null,
    createdAt: now,
    updatedAt: now,
    ...change,
  }
}

export function samplePlan(change: Partial<Plan> = {}): Plan {
  const id = change.id ?? 'plan-1'
  return {
    id,
    name: `name of ${id}`,
    folder: id,
    sourceIds: [],
    targetIds: [],
    settings: planSettingsSchema.parse({}),
    isPaused: false,
    lastSlot: null,
    nextSlot: null,
    nextRunAt: null,
    nextVerifyAt: null,
    expectedSince: now,
    createdAt: now,
    updatedAt: now,
    ...change,
  }
}

/** A full backup of nothing that is known, or what the change makes of it. */
export function sampleBackup(change: Partial<Backup> = {}): Backup {
  const id = change.id ?? idOf(1)
  return {
    id,
    name: 'backup_auto_20310506_070809.sql.zip',
    sourceId: null,
    planId: null,
    purpose: 'regular',
    scope: 'db',
    mode: 'full',
    trigger: 'auto',
    startedAt: now,
    finishedAt: later(1000),
    sizeBytes: 5_000_000_000,
    plainBytes: 9_000_000_000,
    sha256: '0'.repeat(64),
    isSealed: false,
    chain: { root: id, parent: null, length: 0 },
    needs: [],
    source: { label: 'app', dialect: 'sqlite', digest: 'digest-1', engine: 'sqlite', version: '3.50' },
    tableCount: 3,
    trust: 'stored',
    warnings: 0,
    isPinned: false,
    isSizePlausible: true,
    description: '',
    state: 'kept',
    jobId: null,
    ...change,
  }
}

export function sampleCopy(change: Partial<Copy> = {}): Copy {
  return { backupId: idOf(1), targetId: 'target-1', key: 'app/one.zip', state: 'kept', verifiedAt: null, reason: null, ...change }
}

export function sampleVerification(change: Partial<Verification> = {}): Verification {
  return {
    id: 'verification-1',
    backupId: idOf(1),
    targetId: null,
    jobId: idOf(9),
    level: 'stored',
    isPassed: true,
    at: now,
    durationMs: 1500,
    evidence: [{ table: 'a', rows: 3 }],
    failure: null,
    ...change,
  }
}

export function sampleCleanup(change: Partial<Cleanup> = {}): Cleanup {
  return {
    id: 'cleanup-1',
    backupId: idOf(1),
    backupName: 'one.zip',
    planId: null,
    at: now,
    sizeBytes: 7,
    reason: 'older than 30 days',
    outcome: 'removed',
    failure: null,
    ...change,
  }
}

/** A backup that waits its turn, or what the change makes of it. */
export function sampleJob(change: Partial<Job> = {}): Job {
  return {
    id: idOf(1),
    kind: 'backup',
    state: 'pending',
    trigger: 'manual',
    request: {
      kind: 'backup',
      sourceId: 'source-1',
      planId: null,
      targetIds: ['target-1'],
      mode: 'full',
      tables: null,
      description: '',
      purpose: 'regular',
    },
    planId: null,
    sourceId: 'source-1',
    targetId: null,
    backupId: null,
    requestedBy: null,
    queuedAt: now,
    notBefore: now,
    startedAt: null,
    finishedAt: null,
    progress: null,
    result: null,
    failure: null,
    reason: null,
    warnings: 0,
    isCancelRequested: false,
    attempt: 1,
    retryOf: null,
    fence: 0,
    owner: null,
    leaseUntil: null,
    ...change,
  }
}
