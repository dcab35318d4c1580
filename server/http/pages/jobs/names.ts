import type { JobAsker } from '../../../../views/pages/jobs/job-words.ts'
import type { Job } from '../../../domain/work.ts'
import type { House } from '../../house.ts'

/** What things are called now, by their ids. */
export interface Names {
  readonly sources: ReadonlyMap<string, string>
  readonly targets: ReadonlyMap<string, string>
  readonly plans: ReadonlyMap<string, string>
}

export async function namesOf({ installation }: Pick<House, 'installation'>): Promise<Names> {
  const { sources, targets, plans } = installation.store
  return { sources: await sources.names(), targets: await targets.names(), plans: await plans.names() }
}

/** The name of what a job is about: its source, else its target, else its plan; null where all of them are gone. */
export function subjectOf({ sourceId, targetId, planId }: Job, { sources, targets, plans }: Names): string | null {
  const name = (id: string | null, names: ReadonlyMap<string, string>) => (id === null ? undefined : names.get(id))
  return name(sourceId, sources) ?? name(targetId, targets) ?? name(planId, plans) ?? null
}

/** Who asked for a job, by the name that they have now. */
export async function askerOf({ requestedBy, trigger }: Job, { auth }: Pick<House, 'auth'>): Promise<JobAsker> {
  if (requestedBy === null) return { kind: trigger === 'auto' ? 'schedule' : 'command', name: null }
  const principal = await auth.authenticator.recall(requestedBy)
  return { kind: requestedBy.startsWith('key:') ? 'key' : 'person', name: principal?.name ?? requestedBy }
}
