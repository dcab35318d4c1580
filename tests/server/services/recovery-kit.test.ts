import { execFileSync } from 'node:child_process'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { expect, test } from 'vitest'
import { systemSeams } from '../../../server/seams/seams.ts'
import { IdentityService } from '../../../server/services/identities.ts'
import { openInstallation } from '../../../server/services/installation.ts'
import { RecoveryKitService } from '../../../server/services/recovery-kit.ts'
import { type House, openHouse } from '../../support/installation.ts'

const openAge = join(import.meta.dirname, 'programs', 'open-age.py')

/** Writes a kit of the house to a folder of its own, which holds nothing else, as somebody would unpack it. */
async function unpacked(house: House): Promise<{ readonly folder: string; text(name: string): Promise<string> }> {
  const { bytes } = await new RecoveryKitService(house.installation).make(null)
  const folder = house.path('kit')
  await mkdir(folder)
  await writeFile(house.path('kit.zip'), bytes)
  execFileSync('unzip', ['-q', house.path('kit.zip'), '-d', folder])
  return { folder, text: (name) => readFile(join(folder, name), 'utf8') }
}

/** A line of the shell in a folder, as the instructions have it. */
const shell = (folder: string, line: string) => execFileSync('bash', ['-ec', `set -o pipefail; ${line}`], { cwd: folder, encoding: 'utf8' })

test('with the kit, the archives and stock tools alone the data comes back, of a chain and sealed too', async () => {
  await using house = await openHouse()
  const identity = await generateIdentity()
  await new IdentityService(house.installation).add(identity)
  house.sqlite('shop.db', "CREATE TABLE orders (id INTEGER PRIMARY KEY, what TEXT); INSERT INTO orders VALUES (1, '书'), (2, 'it''s')")
  const source = await house.addSource({ name: 'shop' })
  const target = await house.addTarget({ name: 'shelf' })
  const ofPlan = { sourceIds: [source.id], targetIds: [target.id] }
  const chained = await house.addPlan({ name: 'chained', ...ofPlan, settings: { mode: 'incremental' } })
  const settings = { recipients: [await identityToRecipient(identity)] }
  const sealed = await house.addPlan({ name: 'sealed', ...ofPlan, settings })
  await house.backup({ sourceId: source.id, planId: chained.id })
  house.sqlite('shop.db', "INSERT INTO orders VALUES (3, 'more')")
  const next = await house.backup({ sourceId: source.id, planId: chained.id })
  const closed = await house.backup({ sourceId: source.id, planId: sealed.id })
  const kit = await unpacked(house)
  const shelf = house.path('shelf')
  // The daemon and what it knows are gone.
  await rm(house.path('shop.db'))

  shell(kit.folder, `python3 restore.py "${shelf}/chained/${next.name}" > backup.sql && sqlite3 new.db < backup.sql`)
  const rows = "1|书\n2|it's\n3|more\n"
  expect(shell(kit.folder, 'sqlite3 new.db "SELECT * FROM orders ORDER BY id"')).toBe(rows)
  expect(closed.name).toMatch(/\.age$/)
  shell(kit.folder, `age -d -i identities.txt -o X.sql.zip "${shelf}/sealed/${closed.name}"`)
  shell(kit.folder, 'python3 restore.py X.sql.zip > second.sql && sqlite3 second.db < second.sql')
  expect(shell(kit.folder, 'sqlite3 second.db "SELECT * FROM orders ORDER BY id"')).toBe(rows)
  expect(shell(kit.folder, 'python3 restore.py X.sql.zip --section orders')).toContain('CREATE TABLE')
})

test('the key of the kit opens what a lost installation sealed', async () => {
  await using lost = await openHouse()
  const identity = await generateIdentity()
  await new IdentityService(lost.installation).add(identity)
  const kit = await unpacked(lost)
  const dataPath = lost.path('found')
  await mkdir(dataPath)
  for (const file of ['metadata.db', 'metadata.db-wal']) {
    await writeFile(join(dataPath, file), await readFile(join(lost.installation.dataPath, file)))
  }
  await writeFile(join(dataPath, 'secret.key'), await kit.text('secret.key'), { mode: 0o600 })
  await using found = await openInstallation({ dataPath, env: {}, pluginPaths: [], seams: systemSeams() })
  expect(await new IdentityService(found).secretKeys()).toEqual([identity])
  expect((await stat(join(kit.folder, 'secret.key'))).mode & 0o777).toBe(0o600)
})

test('what is readable in it names every place, and no secret but the keys', async () => {
  await using house = await openHouse()
  const source = await house.addSource({ name: 'shop\nTARGETS', config: { path: '/srv/shop.db', pasword: 'canary-1' } })
  const target = await house.addTarget({ name: 'shelf', prefix: 'ours/' })
  await house.addPlan({ name: 'nightly', folder: 'nightly', sourceIds: [source.id], targetIds: [target.id] })
  const kit = await unpacked(house)
  const places = await kit.text('places.txt')
  expect(places).toContain(join(house.path('shelf'), 'ours'))
  expect(places).toContain('folder / 文件夹: nightly/')
  expect(places).not.toMatch(/^TARGETS$/m)
  for (const file of ['places.txt', 'configuration.json', 'README.txt']) expect(await kit.text(file)).not.toContain('canary')
  expect(JSON.parse(await kit.text('configuration.json'))).toMatchObject({ format: 2, plans: [{ name: 'nightly' }] })
  expect(await kit.text('README.txt')).toMatch(/RECOVERY KIT[\s\S]*install -m 600 secret\.key[\s\S]*恢复包[\s\S]*恢复 Holdfast 本身/)
})

test('a sealed kit opens with the stock age and its passphrase, and with no other', async () => {
  await using house = await openHouse()
  const kit = await new RecoveryKitService(house.installation).make('some words in a row')
  expect(kit).toMatchObject({ isSealed: true, name: 'holdfast-recovery-kit-20260102.zip.age' })
  await writeFile(house.path('kit.age'), kit.bytes)
  const open = (passphrase: string, to: string) => execFileSync('python3', [openAge, passphrase, house.path('kit.age'), house.path(to)])
  expect(() => open('some other words', 'wrong.zip')).toThrow()
  open('some words in a row', 'kit.zip')
  expect(execFileSync('unzip', ['-Z1', house.path('kit.zip')], { encoding: 'utf8' }).split('\n')).toContain('restore.py')
})

test.each([
  ['short', 'nine char'],
  ['common', 'Password123'],
  ['repeated', 'aaaaaaaaaaaa'],
  ['long', 'ab'.repeat(600)],
])('a passphrase that is %s makes no kit and is not shown', async (fault, passphrase) => {
  await using house = await openHouse()
  const service = new RecoveryKitService(house.installation)
  const failure = await service.make(passphrase).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'invalid', detail: { fields: ['passphrase'], fault } })
  expect(String(failure)).not.toContain(passphrase)
  expect(await service.state()).toEqual({ madeAt: null, isSealed: false, outdatedBy: null })
})

test('it is known when the newest was made, and that a newer key is missing from it', async () => {
  await using house = await openHouse()
  const service = new RecoveryKitService(house.installation)
  await service.make('some words in a row')
  expect(await service.state()).toEqual({ madeAt: expect.any(Date), isSealed: true, outdatedBy: null })
  await new IdentityService(house.installation).add(await generateIdentity())
  expect(await service.state()).toMatchObject({ outdatedBy: 'identities' })
  await service.make(null)
  expect(await service.state()).toMatchObject({ isSealed: false, outdatedBy: null })
  await house.installation.rotateKey()
  expect(await service.state()).toMatchObject({ outdatedBy: 'key' })
  await service.make(null)
  expect(await service.state()).toMatchObject({ outdatedBy: null })
})
