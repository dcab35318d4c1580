import { z } from 'zod'
import type { Backup, BackupTable, Copy, Verification } from '../../domain/backup.ts'
import type { Target } from '../../domain/target.ts'
import { placeOfCopy } from '../../services/places.ts'
import type { House } from '../house.ts'

const level = z.enum(['stored', 'parsed', 'proven'])
const mode = z.enum(['full', 'incremental', 'differential'])

const copyShape = z
  .object({
    targetId: z.string(),
    target: z.string().nullable(),
    key: z.string(),
    place: z.string().nullable().meta({ description: 'Where it lies: a path on the machine of the daemon, or kind:name/key.' }),
    state: z.enum(['kept', 'missing', 'damaged', 'delete_pending']),
    verifiedAt: z.iso.datetime().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'Copy' })

/** A backup as lists show it. */
export const backupShape = z
  .object({
    number: z.number().int().nullable().meta({ description: 'Counted from 1; given out when it was asked for or found.' }),
    id: z.string(),
    name: z.string(),
    sourceId: z.string().nullable(),
    source: z.string().nullable().meta({ description: 'The name of the source, or what it was called in the archive where it is gone.' }),
    planId: z.string().nullable(),
    plan: z.string().nullable(),
    dialect: z.string().nullable(),
    engine: z.string().nullable(),
    engineVersion: z.string().nullable(),
    purpose: z.enum(['regular', 'safety']).meta({ description: 'safety: made before a restore.' }),
    scope: z.enum(['full', 'db', 'files', 'settings', 'partial']),
    mode,
    trigger: z.enum(['manual', 'auto']),
    state: z.enum(['kept', 'delete_pending']),
    trust: level.meta({ description: 'How far it was verified: read back, read to its end, or restored and compared.' }),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
    sizeBytes: z.number().int(),
    plainBytes: z.number().int().nullable(),
    sha256: z.string(),
    tableCount: z.number().int().nullable(),
    warnings: z.number().int(),
    isSealed: z.boolean(),
    isPinned: z.boolean(),
    isSizePlausible: z
      .boolean()
      .meta({ description: 'False: surprisingly small, and counted by no rule of retention until somebody accepts it.' }),
    description: z.string(),
    jobId: z.string().nullable(),
    chain: z.object({ root: z.string(), parent: z.string().nullable(), length: z.number().int() }),
    copies: z.array(copyShape),
  })
  .meta({ id: 'Backup' })

const briefShape = z
  .object({ number: z.number().int().nullable(), id: z.string(), name: z.string(), mode, startedAt: z.iso.datetime() })
  .meta({ id: 'BackupBrief' })

/** One verification of one copy. */
export const verificationShape = z
  .object({
    id: z.string(),
    backupId: z.string(),
    targetId: z.string().nullable(),
    jobId: z.string(),
    level,
    isPassed: z.boolean(),
    at: z.iso.datetime(),
    durationMs: z.number(),
    evidence: z.array(z.unknown()).meta({ description: 'What was compared, a table or an assertion each.' }),
    failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: 'Verification' })

const tableShape = z.object({
  name: z.string(),
  rows: z.number().int().nullable(),
  sizeBytes: z.number().int().nullable(),
  checksum: z.string().nullable(),
})

/** Everything that is known of a backup. */
export const backupDetailShape = backupShape
  .extend({
    tables: z.array(tableShape),
    chainMembers: z.array(briefShape).meta({ description: 'All of its chain that is known, itself included, the oldest first.' }),
    breaks: z.array(briefShape).meta({ description: 'What could not be restored without it.' }),
    verifications: z.array(verificationShape).meta({ description: 'The newest first.' }),
  })
  .meta({ id: 'BackupDetail' })

/** What a page of backups is shown with, read once. */
export interface BackupSurroundings {
  readonly numbers: ReadonlyMap<string, number>
  readonly copies: ReadonlyMap<string, readonly Copy[]>
  readonly targets: readonly Target[]
  readonly names: ReadonlyMap<string, string>
}

/** Reads what the shapes of these backups need besides them. */
export async function surroundingsOf(backups: readonly Backup[], house: House): Promise<BackupSurroundings> {
  const ids = backups.map(({ id }) => id)
  const { targets, sources, plans } = house.installation.store
  return {
    numbers: await house.records.numbersOf(ids),
    copies: await house.backups.copies(ids),
    targets: await targets.list(),
    names: new Map([...(await sources.names()), ...(await plans.names())]),
  }
}

export function shapeOfBackup(backup: Backup, around: BackupSurroundings): z.infer<typeof backupShape> {
  const { source, needs: _, sourceId, planId, startedAt, finishedAt, chain, ...plain } = backup
  return {
    ...plain,
    number: around.numbers.get(backup.id) ?? null,
    sourceId,
    source: (sourceId === null ? undefined : around.names.get(sourceId)) ?? source.label,
    planId,
    plan: (planId === null ? undefined : around.names.get(planId)) ?? null,
    dialect: source.dialect,
    engine: source.engine,
    engineVersion: source.version,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    chain: { ...chain },
    copies: (around.copies.get(backup.id) ?? []).map((copy) => shapeOfCopy(copy, around.targets)),
  }
}

/** Few words on a backup beside another. */
export function briefOf({ id, name, mode, startedAt }: Backup, numbers: ReadonlyMap<string, number>): z.infer<typeof briefShape> {
  return { number: numbers.get(id) ?? null, id, name, mode, startedAt: startedAt.toISOString() }
}

export function shapeOfTable({ name, rows, sizeBytes, checksum }: BackupTable): z.infer<typeof tableShape> {
  return { name, rows, sizeBytes, checksum }
}

export function shapeOfVerification(verification: Verification): z.infer<typeof verificationShape> {
  return { ...verification, at: verification.at.toISOString(), evidence: [...verification.evidence] }
}

function shapeOfCopy(copy: Copy, targets: readonly Target[]): z.infer<typeof copyShape> {
  const { targetId, key, state, verifiedAt, reason } = copy
  const target = targets.find(({ id }) => id === targetId) ?? null
  const place = target === null ? null : placeOfCopy(copy, target)
  return { targetId, target: target?.name ?? null, key, place, state, verifiedAt: verifiedAt?.toISOString() ?? null, reason }
}
