import { Failure } from '../../plugins/failure.ts'
import type { Backup, BackupTable, Copy } from '../domain/backup.ts'
import { bundleDialect } from '../domain/chain.ts'
import type { PluginUse } from '../domain/job.ts'
import { splitKey } from '../domain/name.ts'
import type { Plan } from '../domain/plan.ts'
import type { RestoreSpeed } from '../domain/restore.ts'
import type { Source } from '../domain/source.ts'
import type { Target } from '../domain/target.ts'
import type { RequestOf } from '../domain/work.ts'
import { sourceUse } from '../plugins/bundle-members.ts'
import { choosableTables } from '../plugins/bundle-tables.ts'
import type { Nouns } from '../store/store.ts'
import { installationZone } from './contract-settings.ts'
import { gone } from './restore-failures.ts'
import { type LoneMember, loneMemberOf, tablesOfMember } from './restore-member.ts'

/** A copy that could be restored from: it and everything it refers to is at one target, as far as is known. */
export interface UsableCopy {
  readonly copy: Copy
  readonly target: Target
}

/** Where a restore writes to. Its configuration holds secrets, and those of its members where it is a bundle. */
export interface Destination {
  readonly name: string
  readonly dialect: string
  readonly config: Readonly<Record<string, unknown>>
  /** Null for a place that is kept nowhere. */
  readonly source: Source | null
}

/** What a restore works with, read at one moment; what is edited later changes nothing of it. */
export interface RestoreFacts {
  readonly request: RequestOf<'restore'>
  /** Null for an upload. */
  readonly backup: Backup | null
  /** What the backup holds and what is chosen of it, null for everything, as the destination calls it. */
  readonly tables: readonly BackupTable[]
  readonly chosen: readonly string[] | null
  /** The one source of a bundle that is restored alone; null for any other restore. */
  readonly member: LoneMember | null
  /** The one to try first stands first. */
  readonly copies: readonly UsableCopy[]
  /** Why the other copies can't be used. */
  readonly unusable: readonly string[]
  readonly destination: Destination
  readonly sources: readonly Source[]
  readonly plans: readonly Plan[]
  readonly targets: readonly Target[]
  /** What opens sealed archives. */
  readonly identities: readonly string[]
  readonly speeds: readonly RestoreSpeed[]
  /** IANA time zone of what no plan has its own for. */
  readonly zone: string
}

/** Reads everything in one transaction. Throws `not_found` for a backup or a source that isn't there. */
export async function readRestoreFacts(request: RequestOf<'restore'>, nouns: Nouns): Promise<RestoreFacts> {
  const sources = await nouns.sources.list()
  const targets = await nouns.targets.list()
  const backup = 'backupId' in request.from ? await nouns.backups.find(request.from.backupId) : null
  if ('backupId' in request.from && backup === null) throw gone('backup')
  const destination = destinationOf(request.to, sources)
  const identities = await nouns.settings.getSecret('identities')
  const member = loneMemberOf({ backup, chosen: request.tables, into: destination.dialect, sources })
  const tables = backup === null ? [] : await nouns.backups.tables(backup.id)
  return {
    request,
    backup,
    tables: member === null ? choosableTables(tables, useOf(destination), request.tables) : tablesOfMember(member, tables),
    chosen: member === null ? request.tables : member.chosen,
    member,
    ...(backup === null ? { copies: [], unusable: [] } : await usableCopies(backup, targets, nouns)),
    destination,
    sources,
    plans: await nouns.plans.list(),
    targets,
    identities: identities === null ? [] : JSON.parse(identities),
    speeds: backup?.sourceId == null ? [] : await speedsOf(backup.sourceId, nouns),
    zone: await installationZone(nouns),
  }
}

function destinationOf(to: RequestOf<'restore'>['to'], sources: readonly Source[]): Destination {
  if ('dialect' in to && to.dialect === bundleDialect) throw noPlace()
  if ('dialect' in to) return { name: placeName(to), dialect: to.dialect, config: to.config, source: null }
  const source = sources.find(({ id }) => id === to.sourceId)
  if (source === undefined) throw gone('source')
  // A member that is gone may be what the restore is for: the others are looked at and kept safe without it.
  const { config } = sourceUse(source, sources, { leavesOutAbsent: true })
  return { name: source.name, dialect: source.dialect, config, source }
}

/** A destination as steps open it. */
export function useOf({ dialect, config }: Destination): PluginUse {
  return { name: dialect, config: { ...config } }
}

function noPlace(): Failure {
  return new Failure('invalid', 'A bundle consists of sources that are kept, so it is no place to restore to.', {
    remedy: 'Name the source of a bundle.',
  })
}

/** `sqlite:/srv/new.db`, as people write a place. */
export function placeName({ dialect, config }: { readonly dialect: string; readonly config: Readonly<Record<string, unknown>> }): string {
  const where = config['path'] ?? config['url'] ?? config['database'] ?? config['host']
  return typeof where === 'string' ? `${dialect}:${where}` : dialect
}

/** Copies that are kept, the one verified last first. */
async function usableCopies(backup: Backup, targets: readonly Target[], nouns: Nouns): Promise<Pick<RestoreFacts, 'copies' | 'unusable'>> {
  const copies = await nouns.copies.list(backup.id)
  const needed = await nouns.copies.listMany(backup.needs)
  const usable: UsableCopy[] = []
  const unusable: string[] = []
  for (const copy of copies) {
    const target = targets.find(({ id }) => id === copy.targetId)
    if (target === undefined) continue
    const fault = faultOf(copy, { backup, needed })
    if (fault === null) usable.push({ copy, target })
    else unusable.push(`${target.name}: ${fault}`)
  }
  const verified = ({ copy }: UsableCopy) => copy.verifiedAt?.getTime() ?? 0
  return { copies: usable.sort((one, other) => verified(other) - verified(one)), unusable: unusable.sort() }
}

/** Archives refer to others by name, in their own folder. */
function faultOf(copy: Copy, of: { readonly backup: Backup; readonly needed: ReadonlyMap<string, readonly Copy[]> }): string | null {
  if (copy.state !== 'kept') return `it is ${copy.state.replace('_', ' ')}${copy.reason === null ? '' : ` (${copy.reason})`}`
  const { folder } = splitKey(copy.key)
  for (const id of of.backup.needs) {
    const beside = of.needed.get(id)?.find(({ targetId, key }) => targetId === copy.targetId && splitKey(key).folder === folder)
    if (beside === undefined) return `backup ${id.slice(0, 8)}, which it refers to, is not there`
    if (beside.state !== 'kept') return `${splitKey(beside.key).name}, which it refers to, is ${beside.state.replace('_', ' ')}`
  }
  return null
}

const samplesMax = 10

/** What earlier restores and drills of a source took. */
async function speedsOf(sourceId: string, nouns: Nouns): Promise<RestoreSpeed[]> {
  const speeds: RestoreSpeed[] = []
  const finished = ['completed', 'completed_with_warnings'] as const
  for (const job of await nouns.jobs.list({ kind: 'restore', sourceId, states: finished }, { limit: samplesMax })) {
    const result = job.result?.result
    if (result?.kind !== 'restore' || job.startedAt === null || job.finishedAt === null) continue
    speeds.push({ bytes: result.plainBytes, durationMs: job.finishedAt.getTime() - job.startedAt.getTime() })
  }
  for (const { id, plainBytes } of await nouns.backups.list({ sourceId }, { limit: samplesMax })) {
    const proof = (await nouns.verifications.list(id, samplesMax)).find(({ level, isPassed }) => level === 'proven' && isPassed)
    if (proof !== undefined && plainBytes !== null) speeds.push({ bytes: plainBytes, durationMs: proof.durationMs })
  }
  return speeds
}
