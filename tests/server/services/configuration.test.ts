import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exportConfiguration, writeConfigurationExport } from '../../../server/services/configuration-export.ts'
import { importConfiguration } from '../../../server/services/configuration-import.ts'
import { importRestoredConfiguration } from '../../../server/services/configuration-restored.ts'
import { idOf, now, sampleBackup, sampleCopy } from '../store/samples.ts'
import { openFolder, openPlace, type Place, untested, withPlan } from './place.ts'

const canaries = ['canary-password', 'canary-key', 'canary-setting']

async function fill(place: Place): Promise<void> {
  const { plan } = await withPlan(place)
  await place.sources.add({ name: 'books', dialect: 'ledger', config: { host: 'db', password: canaries[0] } }, untested)
  await place.targets.add({ name: 'safe', kind: 'vault', config: { address: 'a', key: canaries[1] }, prefix: 'p' }, untested)
  await place.plans.change('nightly', { sources: ['books', 'app'], targets: ['safe', 'nas'], settings: { zone: 'Asia/Shanghai' } })
  await place.store.settings.set('language', 'zh-CN')
  await place.store.settings.setSecret('identities', canaries[2]!)
  for (const key of ['last_seen', 'defaults_made']) await place.store.settings.set(key, '1')
  await place.store.settings.set('sealing_key', place.store.sealer.keyId)
  await place.store.backups.put(sampleBackup({ id: idOf(1), planId: plan.id, isPinned: true }))
  await place.store.backups.put(sampleBackup({ id: idOf(2), planId: plan.id, description: 'before the move' }))
  await place.store.backups.put(sampleBackup({ id: idOf(3), planId: plan.id }))
}

const exported = async (place: Place) => JSON.parse(JSON.stringify(await exportConfiguration(place.installation)))
const take = (place: Place, document: unknown, mode: 'merge' | 'replace' = 'merge') =>
  importConfiguration(place.installation, document, mode)

describe('an export', () => {
  test('is plain text but for the secrets, and leaves out what belongs to this data folder', async () => {
    await using place = await openPlace()
    await fill(place)
    const document = await exported(place)
    const text = JSON.stringify(document)
    for (const canary of canaries) expect(text).not.toContain(canary)
    expect(document).toMatchObject({
      format: 2,
      sources: [{ name: 'app' }, { name: 'books', config: { host: 'db', password: { sealed: expect.stringMatching(/^sealed:/) } } }],
      plans: [{ name: 'nightly', sources: ['books', 'app'], targets: ['safe', 'nas'], settings: { zone: 'Asia/Shanghai' } }],
      backups: [
        { id: idOf(2), isPinned: false, description: 'before the move' },
        { id: idOf(1), isPinned: true },
      ],
    })
    expect(document.settings.map(({ key }: { key: string }) => key)).toEqual(['identities', 'language'])
  })

  test('seals every field of a plugin that is gone', async () => {
    await using place = await openPlace()
    await fill(place)
    await place.store.sources.update({ ...(await place.sources.find('books')), dialect: 'gone' })
    const { sources } = await exported(place)
    expect(JSON.stringify(sources[1].config)).not.toMatch(/canary|"db"/)
  })

  test('finds what is marked among more backups than fit into a page', async () => {
    await using place = await openPlace()
    for (let number = 1; number <= 1001; number += 1) {
      await place.store.backups.put(sampleBackup({ id: idOf(number), isPinned: number === 1 || number === 1001 }))
    }
    expect((await exported(place)).backups).toHaveLength(2)
  })

  test('is written whole into the data folder, for its owner alone', async () => {
    await using folder = await openFolder()
    await using place = await openPlace({ dataPath: folder.path })
    await fill(place)
    const path = join(folder.path, 'settings-export.json')
    await writeFile(path, 'older')
    await writeConfigurationExport(place.installation)
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ format: 2, sources: [{ name: 'app' }, { name: 'books' }] })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    const files = { ...place.installation.seams.files, rename: () => Promise.reject(Object.assign(new Error('injected'), { code: 'EIO' })) }
    const failing = { ...place.installation, seams: { ...place.installation.seams, files } }
    await expect(writeConfigurationExport(failing)).rejects.toMatchObject({ name: 'Failure' })
    expect(await readdir(folder.path)).toEqual(['settings-export.json'])
  })
})

describe('an import', () => {
  test('on a new machine with the same key brings everything back', async () => {
    await using old = await openPlace()
    await fill(old)
    const document = await exported(old)
    document.settings.push({ key: 'last_seen', value: '9999999999999' })
    await using place = await openPlace()
    await place.store.backups.put(sampleBackup({ id: idOf(1) }))
    await place.store.backups.put(sampleBackup({ id: idOf(2) }))
    const report = await take(place, document)
    expect(report).toMatchObject({ sources: { added: 2 }, targets: { added: 2 }, plans: { added: 1 }, settings: { added: 2 }, backups: 2 })
    expect(report.warnings).toEqual([])
    expect((await place.sources.find('books')).config).toEqual((await old.sources.find('books')).config)
    expect(await place.targets.find('safe')).toEqual({ ...(await old.targets.find('safe')), createdAt: now, updatedAt: now })
    expect(await place.plans.find('nightly')).toEqual(await old.plans.find('nightly'))
    expect(await place.store.settings.getSecret('identities')).toBe(canaries[2])
    expect(await place.store.settings.get('last_seen')).toBeNull()
    expect(await place.store.backups.find(idOf(1))).toMatchObject({ isPinned: true })
    expect(await exported(place)).toMatchObject({ plans: document.plans, backups: document.backups })
  })

  test('with another key says which secrets must be entered again', async () => {
    await using old = await openPlace()
    await fill(old)
    await using place = await openPlace({ keyByte: 8 })
    const { warnings, settings } = await take(place, await exported(old))
    expect(warnings).toEqual([
      'Source "books" came back without its secrets: enter password again.',
      'Target "safe" came back without its secrets: enter key again.',
      'The setting "identities" is sealed with another key: enter it again.',
      '2 pinned or described backups are not known here yet: rescan the targets, then import this once more.',
    ])
    expect(settings).toMatchObject({ added: 1 })
    expect((await place.sources.find('books')).config).toEqual({ host: 'db', schemas: [] })
    expect(await place.store.settings.get('identities')).toBeNull()
    await place.sources.change('books', { config: { password: 'again' } }, untested)
    expect((await place.sources.find('books')).config).toMatchObject({ host: 'db', password: 'again' })
  })

  test('that merges leaves alone what is there; one that replaces does not; neither removes anything', async () => {
    await using old = await openPlace()
    await fill(old)
    const document = await exported(old)
    for (const mode of ['merge', 'replace'] as const) {
      await using place = await openPlace()
      await place.sources.add({ name: 'app', dialect: 'sqlite', config: { path: '/other.db' } }, untested)
      await place.sources.add({ name: 'mine', dialect: 'sqlite', config: { path: '/mine.db' } }, untested)
      await place.store.settings.set('language', 'en')
      await place.store.backups.put(sampleBackup({ id: idOf(2), isPinned: true, description: 'mine' }))
      const own = await place.sources.find('app')
      const report = await take(place, document, mode)
      expect(report.sources).toEqual({ added: 1, replaced: mode === 'replace' ? 1 : 0, kept: mode === 'merge' ? 1 : 0 })
      expect(await place.sources.find('app')).toMatchObject({
        id: own.id,
        folder: own.folder,
        config: { path: mode === 'merge' ? '/other.db' : '/srv/app.db' },
      })
      expect(await place.plans.find('nightly')).toMatchObject({ sourceIds: [expect.any(String), own.id] })
      expect(await place.store.settings.get('language')).toBe(mode === 'merge' ? 'en' : 'zh-CN')
      expect(await place.store.backups.find(idOf(2))).toMatchObject(
        mode === 'merge' ? { isPinned: true, description: 'mine' } : { isPinned: false, description: 'before the move' },
      )
      expect(await place.sources.find('mine')).toBeDefined()
    }
  })

  test('knows a target again that has another name here', async () => {
    await using old = await openPlace()
    await fill(old)
    await old.store.targets.setIdentity((await old.targets.find('safe')).id, 'one')
    await using place = await openPlace()
    const { target } = await place.targets.add({ name: 'vault', kind: 'vault', config: { address: 'b', key: 'abc' } }, untested)
    await place.store.targets.setIdentity(target.id, 'one')
    const { warnings } = await take(place, await exported(old), 'replace')
    expect(warnings[0]).toContain('called "vault" here')
    expect((await place.plans.find('nightly')).targetIds[0]).toBe(target.id)
  })

  test('does not turn a target into another place while it has copies', async () => {
    await using old = await openPlace()
    await fill(old)
    await using place = await openPlace()
    const { target } = await place.targets.add({ name: 'safe', kind: 'vault', config: { address: 'mine', key: 'abc' } }, untested)
    await place.store.targets.setIdentity(target.id, 'mine')
    await place.store.backups.put(sampleBackup({ id: idOf(1) }))
    await place.store.copies.put(sampleCopy({ targetId: target.id }))
    const { warnings } = await take(place, await exported(old), 'replace')
    expect(warnings[0]).toContain('"safe" is another place here')
    expect(await place.targets.find('safe')).toMatchObject({ identity: 'mine', config: { address: 'mine' } })
    await place.store.copies.forget({ backupId: idOf(1), targetId: target.id })
    await take(place, await exported(old), 'replace')
    expect((await place.targets.find('safe')).config).toMatchObject({ address: 'a' })
  })

  test('pauses a plan whose targets are missing, and leaves out one that means nothing here', async () => {
    await using old = await openPlace()
    await fill(old)
    const document = await exported(old)
    document.targets = []
    document.plans.push({ ...document.plans[0], name: 'odd', settings: { zone: 'Mars/Olympus' } })
    await using place = await openPlace()
    const { warnings, plans } = await take(place, document)
    expect(plans.added).toBe(1)
    expect(warnings.join('\n')).toMatch(/"nightly" lacks its sources or its targets[\s\S]*"odd" was left out/)
    expect(await place.plans.find('nightly')).toMatchObject({ isPaused: true, nextSlot: null })
  })

  test('gives new ids and folders where the old ones are taken', async () => {
    await using old = await openPlace()
    await fill(old)
    const document = await exported(old)
    await using place = await openPlace()
    await take(place, document)
    document.sources = [{ ...document.sources[0], name: 'copy' }]
    Object.assign(document, { targets: [], plans: [], settings: [], backups: [] })
    await take(place, document)
    const copy = await place.sources.find('copy')
    expect(copy.id).not.toBe(document.sources[0].id)
    expect(copy.folder).toBe('copy')
  })

  test.each([
    [{ format: 3 }, 'unsupported'],
    [{ format: 1 }, 'invalid'],
    [null, 'invalid'],
    [{ format: 2, sources: 'all' }, 'invalid'],
    [{ format: 2, settings: [{ key: 'identities', value: '[]' }] }, 'invalid'],
    [{ format: 2, settings: [{ key: 'download_links', value: 'known' }] }, 'invalid'],
    [{ format: 2, settings: [{ key: 'contracts', value: 'nonsense' }] }, 'invalid'],
    [{ format: 2, settings: [{ key: 'contracts', value: '{"zone":"Mars/Olympus"}' }] }, 'invalid'],
  ])('refuses %j', async (document, code) => {
    await using place = await openPlace()
    await expect(take(place, document)).rejects.toMatchObject({ code })
  })

  test('that fails on its way leaves nothing behind', async () => {
    await using old = await openPlace()
    await fill(old)
    const document = await exported(old)
    document.targets[1].name = ''
    await using place = await openPlace()
    await expect(take(place, document)).rejects.toMatchObject({ code: 'invalid' })
    expect(await place.sources.list()).toEqual([])
  })

  test('takes in what a restore left in the data folder, once', async () => {
    await using folder = await openFolder()
    await using old = await openPlace()
    await fill(old)
    await using place = await openPlace({ dataPath: folder.path })
    expect(await importRestoredConfiguration(place.installation, 'merge')).toBeNull()
    await writeFile(join(folder.path, 'settings-restored.json'), '{ broken')
    await expect(importRestoredConfiguration(place.installation, 'merge')).rejects.toMatchObject({ code: 'corrupt' })
    await writeFile(join(folder.path, 'settings-restored.json'), JSON.stringify(await exported(old)))
    expect(await importRestoredConfiguration(place.installation, 'merge')).toMatchObject({ sources: { added: 2 } })
    expect(await readdir(folder.path)).toEqual([])
  })
})
