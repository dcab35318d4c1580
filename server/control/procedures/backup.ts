import type { Backup, BackupTable } from '../../domain/backup.ts'
import type { BackupResult, TrustLevel } from '../../domain/job.ts'
import { keepsEverything } from '../../domain/retention.ts'
import type { WorkRequest } from '../../domain/work.ts'
import { usesWithin } from '../../plugins/bundle-config.ts'
import { writeConfigurationExport } from '../../services/configuration-export.ts'
import type { EnqueueOptions } from '../../services/jobs.ts'
import { findSizeAnomaly } from '../../services/size-anomaly.ts'
import type { Nouns } from '../../store/store.ts'
import { lookingAfterCrash } from '../doubtful-targets.ts'
import { type FrozenBackup, freezeBackup } from '../freeze.ts'
import type { Outcome, Work } from '../procedure.ts'
import { identifyTargets } from '../target-identity.ts'

type Next = { readonly request: WorkRequest; readonly options: EnqueueOptions }

/** One backup of one source, recorded together with the end of its job; then what the plan wants done about it. */
export async function runBackupJob(work: Work<'backup'>): Promise<Outcome> {
  const frozen = await freeze(work)
  // The settings are dumped from a file that only this side can write.
  if (usesWithin(frozen.specification.source).some(({ name }) => name === 'settings')) await writeConfigurationExport(work.installation)
  const targetIds = frozen.targets.map(({ id }) => id)
  const result = (await lookingAfterCrash(work, targetIds, () => work.step('backup', frozen.specification))) as BackupResult
  if (result.fellBack !== null) work.note(`This is a full backup: ${result.fellBack}.`)
  const made = backupFrom(result, { work, frozen })
  const anomaly = await findSizeAnomaly(made, work.installation.store)
  if (anomaly !== null) work.warn(anomaly.message)
  const backup = { ...made, isSizePlausible: anomaly?.kind !== 'small' }
  return {
    result: withoutTables(result),
    backupIds: [backup.id],
    record: (nouns) => recordBackup(nouns, { backup, result, frozen, at: work.installation.seams.clock.now() }),
    next: nextSteps(backup.id, { result, frozen, work }),
  }
}

/** A target that nobody has reached yet is identified first, which changes what there is to freeze. */
async function freeze({ request, job, installation, ...work }: Work<'backup'>): Promise<FrozenBackup> {
  const frozen = await freezeBackup(request, job.trigger, installation)
  if (frozen.targets.every(({ identity }) => identity !== null)) return frozen
  await identifyTargets({ ...work, installation }, frozen.targets)
  return freezeBackup(request, job.trigger, installation)
}

/** Writes a backup that was just made, with its copies and tables. */
export async function recordBackup(
  nouns: Nouns,
  { backup, result, frozen, at }: { backup: Backup; result: BackupResult; frozen: FrozenBackup; at: Date },
): Promise<void> {
  // The plan or the source may have been removed while it ran; the backup is there all the same.
  const plan = backup.planId === null ? null : await nouns.plans.find(backup.planId)
  const source = backup.sourceId === null ? null : await nouns.sources.find(backup.sourceId)
  await nouns.backups.put({ ...backup, planId: plan?.id ?? null, sourceId: source?.id ?? null })
  await nouns.backups.putTables(backup.id, (result.tableFigures ?? []).map(tableOf))
  if (source !== null && source.identity !== result.record.source) await nouns.sources.setIdentity(source.id, result.record.source)
  for (const { at: position, key, committed } of result.copies) {
    const target = frozen.targets[position]
    if (target === undefined || !committed || (await nouns.targets.find(target.id)) === null) continue
    await nouns.copies.put({ backupId: backup.id, targetId: target.id, key, state: 'kept', verifiedAt: at, reason: null })
  }
  await nouns.settings.see(at)
}

/** What the metadata says of a backup that a step made. */
export function backupFrom(
  result: BackupResult,
  {
    work,
    frozen,
  }: {
    work: Pick<Work, 'job'> & { readonly request: { readonly description?: string; readonly purpose?: Backup['purpose'] } }
    frozen: FrozenBackup
  },
): Backup {
  const { record, source } = result
  return {
    id: record.id,
    name: record.name,
    sourceId: frozen.source.id,
    planId: frozen.plan?.id ?? null,
    purpose: work.request.purpose ?? 'regular',
    scope: record.scope,
    mode: record.mode,
    trigger: record.trigger,
    startedAt: new Date(record.startedAt),
    finishedAt: new Date(record.finishedAt),
    sizeBytes: record.sizeBytes,
    plainBytes: result.plainBytes,
    sha256: record.sha256,
    isSealed: record.sealed,
    chain: record.chain,
    needs: record.archives.map(({ id }) => id),
    source: { ...source, digest: record.source },
    tableCount: result.tables,
    trust: 'stored',
    warnings: record.warnings,
    isPinned: false,
    isSizePlausible: true,
    description: work.request.description ?? '',
    state: 'kept',
    jobId: work.job.id,
  }
}

/** What follows a backup: copies for the targets that failed, the proof that the request or the plan wants, and what retention removes then. */
function nextSteps(
  backupId: string,
  { result, frozen, work }: { result: BackupResult; frozen: FrozenBackup; work: Pick<Work<'backup'>, 'job' | 'request'> },
): Next[] {
  const { plan, targets } = frozen
  const next: Next[] = []
  for (const { at, committed } of result.copies) {
    if (!committed) next.push({ request: { kind: 'copy', backupId, targetId: targets[at]!.id }, options: { trigger: 'auto' } })
  }
  const level = work.request.verify ?? levelAfter(plan)
  const { trigger, requestedBy } = work.job
  if (level !== 'stored') next.push({ request: { kind: 'verify', backupId, level, targetId: null }, options: { trigger, requestedBy } })
  if (plan !== null && !keepsEverything(plan.settings.retention)) {
    next.push({
      request: { kind: 'prune', planId: plan.id, backupIds: [], reason: `retention of plan ${plan.name}` },
      options: { trigger: 'auto' },
    })
  }
  return next
}

function levelAfter(plan: FrozenBackup['plan']): TrustLevel {
  const verification = plan?.settings.verification
  return verification?.afterBackup === true ? verification.level : 'stored'
}

/** The tables are kept in a table of their own. */
function withoutTables(result: BackupResult): BackupResult {
  return { ...result, tableFigures: null }
}

function tableOf({ name, rows, sizeBytes, checksum }: NonNullable<BackupResult['tableFigures']>[number]): BackupTable {
  return { name, rows, sizeBytes, checksum }
}
