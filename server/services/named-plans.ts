import type { Plan } from '../domain/plan.ts'
import type { Installation } from './installation.ts'

export interface NounName {
  readonly id: string
  readonly name: string
}

/** A plan with the names of what it is about, in its order. */
export interface NamedPlan {
  readonly plan: Plan
  readonly sources: readonly NounName[]
  readonly targets: readonly NounName[]
}

/** The plans with the names of their sources and targets. */
export async function namePlans(plans: readonly Plan[], { store }: Pick<Installation, 'store'>): Promise<NamedPlan[]> {
  const names = new Map([...(await store.sources.names()), ...(await store.targets.names())])
  const named = (ids: readonly string[]) => ids.map((id) => ({ id, name: names.get(id) ?? id }))
  return plans.map((plan) => ({ plan, sources: named(plan.sourceIds), targets: named(plan.targetIds) }))
}
