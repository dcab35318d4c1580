import { describe, expect, test } from 'vitest'
import { brokenDialects } from '../../../plugins/conformance/broken.ts'
import { dialectGroups, runTrials, testDialect } from '../../../plugins/conformance/index.ts'
import { notesDialectPlugin } from '../../../plugins/conformance/notes-dialect.ts'
import type { DialectPlugin } from '../../../plugins/contract.ts'
import { notesSubject } from './notes-source.ts'

testDialect(notesSubject(notesDialectPlugin('notes') as DialectPlugin), { describe, test })

describe('a broken dialect', () => {
  test.concurrent.each(brokenDialects().map((broken) => [broken.plugin.name, broken] as const))('%s fails its group', async (_, broken) => {
    const group = dialectGroups(notesSubject(broken.plugin)).filter(({ name }) => name === broken.fails)
    const results = await Array.fromAsync(runTrials(group))
    expect(results.filter(({ error }) => error !== null)).not.toEqual([])
  })
})
