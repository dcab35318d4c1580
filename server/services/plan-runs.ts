import { Failure } from '../../plugins/failure.ts'
import type { Plan } from '../domain/plan.ts'
import type { Job, RequestOf } from '../domain/work.ts'
import type { Nouns } from '../store/store.ts'
import type { Installation } from './installation.ts'
import { JobService } from './jobs.ts'
import { findNoun } from './names.ts'

/** How this run differs from what the plan says; what is left out doesn't. */
export interface PlanRunWish {
  /** By name or id: only these of its sources. */
  readonly sources?: readonly string[] | undefined
  readonly mode?: RequestOf<'backup'>['mode'] | undefined
  readonly tables?: readonly string[] | null | undefined
  readonly description?: string | undefined
}

/** Runs plans because somebody asks for it. */
export class PlanRunService {
  readonly #installation: Installation

  constructor(installation: Installation) {
    this.#installation = installation
  }

  /**
   * Queues one backup a source, all or none, whether the plan is paused or not. Throws `not_found`, `invalid` for a source that isn't the plan's and for a plan
   * without any, and `conflict` when one of them is being backed up.
   */
  async run(nameOrId: string, wish: PlanRunWish, requestedBy: string | null): Promise<Job[]> {
    const { store } = this.#installation
    const service = new JobService(this.#installation)
    return store.transaction(async (nouns) => {
      const plan = await findNoun(nameOrId, 'plan', nouns.plans)
      const jobs = []
      for (const sourceId of await chosenSources(plan, wish.sources ?? [], { nouns, field: 'sources' })) {
        const request: RequestOf<'backup'> = {
          kind: 'backup',
          sourceId,
          planId: plan.id,
          targetIds: null,
          mode: wish.mode ?? null,
          tables: wish.tables == null ? null : [...wish.tables],
          description: wish.description ?? '',
          purpose: 'regular',
        }
        jobs.push(await service.enqueueIn(nouns, request, { trigger: 'manual', requestedBy }))
      }
      return jobs
    })
  }
}

/** The ids of the plan's sources, or of those that are named. Throws `not_found`, and `invalid` naming `field` for one that isn't the plan's and where none is left. */
export async function chosenSources(
  plan: Pick<Plan, 'name' | 'sourceIds'>,
  names: readonly string[],
  { nouns, field }: { readonly nouns: Pick<Nouns, 'sources'>; readonly field: string },
): Promise<readonly string[]> {
  const chosen = new Set<string>()
  for (const name of names) {
    const source = await findNoun(name, 'source', nouns.sources)
    if (!plan.sourceIds.includes(source.id)) {
      throw new Failure('invalid', `The plan "${plan.name}" does not back up "${source.name}".`, {
        remedy: 'Name sources of the plan, or none for all of them.',
        detail: { fields: [field] },
      })
    }
    chosen.add(source.id)
  }
  const sourceIds = chosen.size > 0 ? [...chosen] : plan.sourceIds
  if (sourceIds.length > 0) return sourceIds
  throw new Failure('invalid', `The plan "${plan.name}" has no source, so there is nothing to back up.`, {
    remedy: 'Give it at least one source.',
    detail: { fields: [field] },
  })
}
