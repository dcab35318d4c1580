import { expect, test } from 'vitest'
import { exportConfiguration } from '../../../server/services/configuration-export.ts'
import { importConfiguration } from '../../../server/services/configuration-import.ts'
import { planConfiguration } from '../../../server/services/configuration-plan.ts'
import { idOf, sampleBackup } from '../store/samples.ts'
import { openPlace, type Place, untested, withPlan } from './place.ts'

const exported = async (place: Place) => JSON.parse(JSON.stringify(await exportConfiguration(place.installation)))

test('a plan is what the import then does, and nothing is written before', async () => {
  await using old = await openPlace()
  await withPlan(old)
  await old.sources.add({ name: 'books', dialect: 'ledger', config: { host: 'db', password: 'canary' } }, untested)
  await old.store.settings.set('language', 'zh-CN')
  await old.store.backups.put(sampleBackup({ id: idOf(1), isPinned: true }))
  const document = await exported(old)
  for (const mode of ['merge', 'replace'] as const) {
    await using place = await openPlace()
    await place.sources.add({ name: 'app', dialect: 'sqlite', config: { path: '/other.db' } }, untested)
    await place.store.settings.set('language', 'en')
    await place.store.backups.put(sampleBackup({ id: idOf(1) }))
    const before = await exported(place)
    const planned = await planConfiguration(place.installation, document, mode)
    expect({ ...(await exported(place)), exportedAt: '' }).toEqual({ ...before, exportedAt: '' })
    const report = await importConfiguration(place.installation, document, mode)
    const count = (noun: string, action: string) => planned.nouns.filter((one) => one.noun === noun && one.action === action).length
    for (const [noun, counts] of [
      ['source', report.sources],
      ['target', report.targets],
      ['plan', report.plans],
      ['setting', report.settings],
    ] as const) {
      expect([count(noun, 'add'), count(noun, 'change'), count(noun, 'leave')]).toEqual([counts.added, counts.replaced, counts.kept])
    }
    expect(planned).toMatchObject({ backups: report.backups, warnings: report.warnings })
    expect(JSON.stringify(planned)).not.toContain('canary')
  }
})

test('a setting is told, unless it is secret or belongs to the machine', async () => {
  await using place = await openPlace()
  await place.store.settings.set('setup_token', 'canary')
  await place.store.settings.set('language', 'en')
  await place.store.settings.setSecret('identities', 'one')
  const sealed = (await place.store.settings.get('identities'))!
  await place.store.settings.setSecret('identities', 'two')
  const settings = [
    { key: 'language', value: 'zh-CN' },
    { key: 'identities', value: sealed },
    { key: 'setup_token', value: 'mine' },
  ]
  const planned = await planConfiguration(place.installation, { format: 2, settings }, 'replace')
  expect(planned.nouns).toEqual([
    { noun: 'setting', name: 'identities', action: 'change', changes: [{ field: 'value', isSecret: true, from: null, to: null }] },
    { noun: 'setting', name: 'language', action: 'change', changes: [{ field: 'value', isSecret: false, from: 'en', to: 'zh-CN' }] },
  ])
})

test('fields of a plugin that is gone are all secret', async () => {
  await using place = await openPlace()
  const sources = [{ name: 'books', dialect: 'gone', config: { host: 'canary' } }]
  const { nouns, warnings } = await planConfiguration(place.installation, { format: 2, sources }, 'merge')
  expect(nouns).toMatchObject([
    {
      changes: [
        { field: 'dialect', to: 'gone' },
        { field: 'config.host', isSecret: true, to: null },
      ],
    },
  ])
  expect(warnings).toHaveLength(1)
})

test('what an import would refuse is refused here too', async () => {
  await using place = await openPlace()
  await expect(
    planConfiguration(place.installation, { format: 2, sources: [{ name: '', dialect: 'sqlite', config: {} }] }, 'merge'),
  ).rejects.toMatchObject({ code: 'invalid' })
  await expect(planConfiguration(place.installation, { format: 3 }, 'merge')).rejects.toMatchObject({ code: 'unsupported' })
})
