import { Failure } from '../../plugins/failure.ts'
import type { IdentifyResult } from '../domain/job.ts'
import type { Target } from '../domain/target.ts'
import { frame, targetUse } from './freeze.ts'
import type { Work } from './procedure.ts'

/**
 * A target whose identity isn't known yet takes the one that lies there, or is given one: from then on no job works where another target answers.
 * Throws what the target says when it can't be reached.
 */
export async function identifyTarget(work: Pick<Work, 'installation' | 'step' | 'record'>, target: Target): Promise<Target> {
  if (target.identity !== null) return target
  const { name, config } = targetUse(target)
  const specification = { ...frame(work.installation), kind: 'identify', target: { name, config }, prefix: target.prefix } as const
  const { identity } = (await work.step('identify', { ...specification, identity: null, adopt: true })) as IdentifyResult
  if (identity === null) return target
  await work.record((nouns) => nouns.targets.setIdentity(target.id, identity))
  return { ...target, identity }
}

/** The same for several; one that can't be reached is left for the job itself to meet. */
export async function identifyTargets(
  work: Pick<Work, 'installation' | 'step' | 'record' | 'log'>,
  targets: readonly Target[],
): Promise<Target[]> {
  const identified: Target[] = []
  for (const target of targets) {
    try {
      identified.push(await identifyTarget(work, target))
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      work.log('debug', `${target.name} could not be identified: ${error.message}`)
      identified.push(target)
    }
  }
  return identified
}
