import { execFileSync } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Failure } from '../../../plugins/failure.ts'
import { parseConfiguration } from '../../../server/services/configuration-document.ts'
import { exportConfiguration } from '../../../server/services/configuration-export.ts'
import { importConfiguration } from '../../../server/services/configuration-import.ts'
import { ReferenceNames, readReferents } from '../../../server/services/configuration-references.ts'
import { secretsIn } from '../../../server/services/secret-variables.ts'
import { openFolder, openPlace, type Place, untested } from './place.ts'

/** What a reference stands for, or why for nothing. */
async function follow(place: Place, reference: string, secrets = {}): Promise<string> {
  const sources = [{ name: 'books', dialect: 'ledger', config: { password: { reference } } }]
  const referents = await readReferents(parseConfiguration({ format: 2, sources }), { ...place.installation, secrets })
  const found = referents.get(reference)
  return found instanceof Failure ? `refused: ${found.message}` : String(found)
}

test('of the environment only what is meant for it is read, and never the key that seals', () => {
  expect(
    secretsIn({ HOLDFAST_SECRET_KEY: 'k', HOLDFAST_SECRET_A_B: 'x', HOLDFAST_DATA: 'd', PATH: '/bin', HOLDFAST_SECRET_NONE: undefined }),
  ).toEqual({
    HOLDFAST_SECRET_A_B: 'x',
  })
})

test('a variable is named by its whole name', async () => {
  await using place = await openPlace()
  const secrets = { HOLDFAST_SECRET_A_B: 'x', HOLDFAST_SECRET_KEY: 'k', OTHER: 'o' }
  expect(await follow(place, 'env:HOLDFAST_SECRET_A_B', secrets)).toBe('x')
  for (const name of ['HOLDFAST_SECRET_KEY', 'OTHER', 'HOLDFAST_SECRET_A', 'HOLDFAST_SECRET_constructor', '__proto__', '']) {
    expect(await follow(place, `env:${name}`, secrets), name).toMatch(/^refused/)
  }
})

test('a file is read below the secrets of the data folder, through links that stay there, and nowhere else', async () => {
  await using folder = await openFolder()
  const secrets = join(folder.path, 'secrets')
  await mkdir(join(secrets, 'below'), { recursive: true })
  await writeFile(join(secrets, 'plain'), 'first\nsecond\n')
  await writeFile(join(secrets, 'below', 'inner'), 'inner')
  await writeFile(join(secrets, 'large'), 'x'.repeat(70_000))
  await writeFile(join(folder.path, 'secret.key'), 'key')
  await symlink(join(secrets, 'below', 'inner'), join(secrets, 'link'))
  await symlink(join(folder.path, 'secret.key'), join(secrets, 'out'))
  await symlink('..', join(secrets, 'up'))
  execFileSync('mkfifo', [join(secrets, 'pipe')])
  await using place = await openPlace({ dataPath: folder.path })
  expect(await follow(place, 'file:plain')).toBe('first\nsecond')
  expect(await follow(place, `file:${join(secrets, 'below', 'inner')}`)).toBe('inner')
  expect(await follow(place, 'file:link')).toBe('inner')
  for (const name of [
    'out',
    'up/secret.key',
    '../secret.key',
    'below/../../secret.key',
    '/etc/hostname',
    'gone',
    '',
    '.',
    'below',
    'pipe',
    'large',
    'plain\0',
  ]) {
    const refused = await follow(place, `file:${name}`)
    expect(refused, name).toMatch(/^refused/)
    expect(refused).not.toContain(folder.path)
  }
})

test('no two secrets get the same variable, whatever the names', () => {
  const names = new ReferenceNames()
  const of = (noun: 'source' | 'target', name: string, field: string) => names.of({ noun, name, id: '1a2b3c4d'.repeat(4) })(field)
  expect(of('source', 'My Shop', 'password')).toBe('env:HOLDFAST_SECRET_MY_SHOP_PASSWORD')
  expect(of('target', 'my-shop', 'secretAccessKey')).toBe('env:HOLDFAST_SECRET_MY_SHOP_2_SECRET_ACCESS_KEY')
  expect(of('source', '备份', 'password')).toBe('env:HOLDFAST_SECRET_SOURCE_1A2B3C4D_PASSWORD')
  expect(of('source', 'a', 'b_c')).toBe('env:HOLDFAST_SECRET_A_B_C')
  expect(of('source', 'a-b', 'c')).toBe('env:HOLDFAST_SECRET_A_B_C_2')
})

test('an export with references comes back where the variables are set, and leaves keys behind', async () => {
  await using old = await openPlace()
  await old.sources.add({ name: 'books', dialect: 'ledger', config: { host: 'db', password: 'canary-1' } }, untested)
  await old.targets.add({ name: 'safe', kind: 'vault', config: { address: 'a', key: 'canary-2' } }, untested)
  await old.store.settings.setSecret('identities', 'canary-3')
  await old.store.settings.set('language', 'zh-CN')
  const document = JSON.parse(JSON.stringify(await exportConfiguration(old.installation, 'reference')))
  expect(JSON.stringify(document)).not.toMatch(/canary|sealed/)
  expect(document.settings).toEqual([{ key: 'language', value: 'zh-CN' }])
  await using place = await openPlace({ keyByte: 8 })
  const secrets = { HOLDFAST_SECRET_BOOKS_PASSWORD: 'canary-1' }
  const taking = importConfiguration({ ...place.installation, secrets }, document, 'merge')
  await expect(taking).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('HOLDFAST_SECRET_SAFE_KEY'),
    detail: { fields: ['targets.safe.config.key'] },
  })
  expect(await place.sources.list()).toEqual([])
  const all = { ...place.installation, secrets: { ...secrets, HOLDFAST_SECRET_SAFE_KEY: 'canary-2' } }
  expect((await importConfiguration(all, document, 'merge')).warnings).toEqual([])
  expect((await place.sources.find('books')).config).toMatchObject({ host: 'db', password: 'canary-1' })
  expect((await place.targets.find('safe')).config).toMatchObject({ key: 'canary-2' })
  // What stays as it is needs no variable.
  expect(await importConfiguration(place.installation, document, 'merge')).toMatchObject({ sources: { kept: 1 }, targets: { kept: 1 } })
})

test('a reference in a field that is shown is refused', async () => {
  await using place = await openPlace()
  const sources = [{ name: 'books', dialect: 'ledger', config: { host: { reference: 'env:HOLDFAST_SECRET_A_B' }, password: 'abc' } }]
  const installation = { ...place.installation, secrets: { HOLDFAST_SECRET_A_B: 'x' } }
  await expect(importConfiguration(installation, { format: 2, sources }, 'merge')).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('no secret'),
  })
})
