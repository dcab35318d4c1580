import { describe, expect, test } from 'vitest'
import { brokenTargets } from '../../../plugins/conformance/broken.ts'
import { runTrials, type TargetSubject, targetGroups, testTarget } from '../../../plugins/conformance/index.ts'
import { memoryTargetPlugin } from '../../../plugins/conformance/memory-target.ts'
import type { TargetPlugin } from '../../../plugins/contract.ts'

const subjectOf = (plugin: TargetPlugin): TargetSubject => ({
  plugin,
  makeConfig: (folder) => ({ path: folder }),
  largeBytes: 3_000_001,
  deadlineMs: 300,
})

testTarget(subjectOf(memoryTargetPlugin('memory') as TargetPlugin), { describe, test })

describe('a broken target', () => {
  test.concurrent.each(brokenTargets().map((broken) => [broken.plugin.name, broken] as const))('%s fails its group', async (_, broken) => {
    const group = targetGroups(subjectOf(broken.plugin)).filter(({ name }) => name === broken.fails)
    const results = await Array.fromAsync(runTrials(group))
    expect(results.filter(({ error }) => error !== null)).not.toEqual([])
  })
})
