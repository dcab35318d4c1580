import { Failure } from '../../plugins/failure.ts'
import type { BackupSpecification, JobSpecification, PluginUse, TargetUse } from '../domain/job.ts'
import type { Plan } from '../domain/plan.ts'
import type { Source } from '../domain/source.ts'
import type { Target } from '../domain/target.ts'
import type { RequestOf } from '../domain/work.ts'
import { memberIds, sourceUse } from '../plugins/bundle-members.ts'
import { installationZone } from '../services/contract-settings.ts'
import type { Installation } from '../services/installation.ts'
import type { Nouns } from '../store/store.ts'
import { chainOf } from './chain-choice.ts'

/** What every specification of this installation shares. */
export function frame(installation: Installation, limits: JobSpecification['limits'] = { timeoutMs: null, idleMs: 30 * 60_000 }) {
  return { id: installation.newId(), limits, pluginPaths: [...installation.pluginPaths] }
}

/** A target as steps get it: they refuse to work where another one answers. */
export function targetUse(target: Target): TargetUse {
  return { name: target.kind, config: { ...target.config }, root: target.prefix, identity: target.identity }
}

/** What a backup works with: read once, when the job is claimed; what is edited or deleted later doesn't change it. */
export interface FrozenBackup {
  readonly source: Source
  readonly plan: Plan | null
  readonly targets: readonly Target[]
  readonly specification: BackupSpecification
}

/** Reads everything that a backup needs, in one transaction. Throws `not_found` for what was removed while the job waited. */
export async function freezeBackup(
  request: RequestOf<'backup'>,
  trigger: 'manual' | 'auto',
  installation: Installation,
): Promise<FrozenBackup> {
  return installation.store.transaction(async (nouns) => {
    const source = await nouns.sources.find(request.sourceId)
    if (source === null) throw gone('source')
    const plan = request.planId === null ? null : await nouns.plans.find(request.planId)
    if (request.planId !== null && plan === null) throw gone('plan')
    const targets = await findTargets(nouns, request.targetIds ?? plan?.targetIds ?? [])
    const identities = await readIdentities(nouns)
    const chain = await chainOf({ request, plan, source }, nouns, installation.seams.clock.now())
    const settings = plan?.settings
    const specification: BackupSpecification = {
      ...frame(installation, { timeoutMs: settings?.timeoutMs ?? null, idleMs: settings?.idleMs ?? 30 * 60_000 }),
      kind: 'backup',
      backupId: installation.newId(),
      source: { ...(await useOf(source, nouns)), label: source.name },
      targets: targets.map((target) => {
        const prefix = `${target.prefix}${plan?.folder ?? source.folder}/`
        return { ...targetUse(target), prefix, label: target.name }
      }),
      mode: request.mode ?? settings?.mode ?? 'full',
      trigger,
      codec: request.codec ?? settings?.codec ?? 'zstd',
      tables: request.tables ?? settings?.tables ?? null,
      recipients: settings?.recipients ?? [],
      passphrase: null,
      identities,
      zone: settings?.zone ?? (await installationZone(nouns)),
      chain,
    }
    return { source, plan, targets, specification }
  })
}

async function useOf(source: Source, nouns: Pick<Nouns, 'sources'>): Promise<PluginUse> {
  return sourceUse(source, memberIds(source).length === 0 ? [] : await nouns.sources.list())
}

async function findTargets(nouns: Nouns, ids: readonly string[]): Promise<Target[]> {
  const targets: Target[] = []
  for (const id of ids) {
    const target = await nouns.targets.find(id)
    if (target === null) throw gone('target')
    targets.push(target)
  }
  if (targets.length > 0) return targets
  throw new Failure('invalid', 'This backup has no target.', { remedy: 'Name one, or give the plan one.' })
}

/** What opens sealed parents and archives, where somebody entrusted it to this installation. */
export async function readIdentities(nouns: Pick<Nouns, 'settings'>): Promise<string[]> {
  const text = await nouns.settings.getSecret('identities')
  return text === null ? [] : JSON.parse(text)
}

function gone(what: string): Failure {
  return new Failure('not_found', `The ${what} of this backup was removed while the job waited.`, { remedy: 'Ask for a new one.' })
}
