import { decideMode } from '../domain/chain-rule.ts'
import type { BackupSpecification } from '../domain/job.ts'
import type { Plan } from '../domain/plan.ts'
import type { Source } from '../domain/source.ts'
import type { RequestOf } from '../domain/work.ts'
import type { Nouns } from '../store/store.ts'

export interface ChainSubject {
  readonly request: RequestOf<'backup'>
  readonly plan: Plan | null
  readonly source: Source
}

/** How many of the newest backups of a line are looked at: more than any chain is long. */
const lookedAtMax = 1100

/** What the choice of a parent must keep to: when the chain is to begin anew, and which archives must not be referred to. */
export async function chainOf({ request, plan, source }: ChainSubject, nouns: Nouns, now: Date): Promise<BackupSpecification['chain']> {
  const line = { sourceId: source.id, ...(plan === null ? {} : { planId: plan.id }) }
  const backups = (await nouns.backups.list({ ...line, purpose: 'regular' }, { limit: lookedAtMax })).filter(
    (backup) => plan !== null || backup.planId === null,
  )
  const held = await nouns.verifications.failedChains()
  const unfit = backups.filter(({ state, chain }) => state === 'delete_pending' || held.has(chain.root))
  // They may lie in the same folder, but go after a few days: nothing that is to be kept longer may refer to them.
  const safety = await nouns.backups.list({ sourceId: source.id, purpose: 'safety' }, { limit: lookedAtMax })
  const avoid = [...unfit, ...safety].map(({ id }) => id)
  const settings = plan?.settings
  const asked = {
    mode: request.mode ?? settings?.mode ?? 'full',
    fullEveryMs: settings?.fullEveryMs ?? null,
    chainLengthMax: settings?.chainLengthMax ?? 60,
  }
  const newest = backups.find(({ state }) => state === 'kept')
  const newestFull = backups.find(({ mode, state }) => mode === 'full' && state === 'kept') ?? null
  const chain = { newestFull, length: newest?.chain.length ?? 0, isHeld: newest !== undefined && held.has(newest.chain.root) }
  // A target may hold earlier backups that this installation doesn't know: that there is none to refer to is for the step to find out.
  const { reason } = newestFull === null ? { reason: null } : decideMode(asked, chain, now)
  return { lengthMax: asked.chainLengthMax, forceFullReason: reason, avoid }
}
