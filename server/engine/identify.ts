import type { IdentifyResult, IdentifySpecification } from '../domain/job.ts'
import { type JobContext, ProgressMeter } from './context.ts'
import { openJobHost } from './job-host.ts'
import { adoptTarget, readIdentity } from './target-identity.ts'

/**
 * Tries a target out and says which one it is. Where one is expected, it is looked for before the probe, which writes: nothing of ours shall
 * ever lie on a bare mount point.
 */
export async function runIdentify(specification: IdentifySpecification, context: JobContext): Promise<IdentifyResult> {
  new ProgressMeter(context.emit, 'probing').set({})
  await using plugins = openJobHost(specification, context)
  const { prefix: root, identity } = specification
  const target = await plugins.openTarget({ ...specification.target, root, identity })
  const { freeBytes, latencyMs } = await target.probe(context)
  const found = identity ?? (await readIdentity({ target, root }, context))
  if (found !== null || !specification.adopt) return { kind: 'identify', identity: found, freeBytes, latencyMs, wasNew: false }
  const adopted = await adoptTarget({ target, root, randomness: context.seams.randomness }, context)
  return { kind: 'identify', ...adopted, freeBytes, latencyMs }
}
