import { Failure } from '../../plugins/failure.ts'
import type { Plan } from '../domain/plan.ts'
import type { Installation } from './installation.ts'
import { SourceService } from './sources.ts'
import { TargetService } from './targets.ts'

/** Whether one of the things that a plan stands on answers. */
export interface PlanTrial {
  readonly noun: 'source' | 'target'
  readonly name: string
  /** What a backup would meet; null where it answers. */
  readonly failure: Failure | null
}

/** Tests everything that a plan stands on, one after the other. Throws the signal's reason. */
export async function* planTrials(
  plan: Pick<Plan, 'sourceIds' | 'targetIds'>,
  installation: Installation,
  { signal }: { readonly signal: AbortSignal },
): AsyncGenerator<PlanTrial, void, void> {
  const nouns = { source: new SourceService(installation), target: new TargetService(installation) }
  for (const id of plan.sourceIds) yield { noun: 'source', ...(await trialOf(nouns.source, id, signal)) }
  for (const id of plan.targetIds) yield { noun: 'target', ...(await trialOf(nouns.target, id, signal)) }
}

interface Tested {
  find(id: string): Promise<{ readonly name: string }>
  test(id: string, options: { readonly signal: AbortSignal }): Promise<unknown>
}

async function trialOf(service: Tested, id: string, signal: AbortSignal): Promise<Omit<PlanTrial, 'noun'>> {
  const { name } = await service.find(id)
  try {
    await service.test(id, { signal })
    return { name, failure: null }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof Failure) return { name, failure: error }
    throw error
  }
}
