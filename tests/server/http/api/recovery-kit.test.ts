import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { recoveryKitRoutes } from '../../../../server/http/api/recovery-kit.ts'
import { openNounSite, read } from './noun-site.ts'

const path = '/api/v1/recovery-kit'

test('an admin gets the kit as a file, and the log tells that somebody did, without the passphrase', async () => {
  await using site = await openNounSite(recoveryKitRoutes)
  expect(await read(await site.get(path))).toEqual([200, { madeAt: null, isSealed: false, outdatedBy: null }])
  const open = await site.post(path, {})
  expect(open.headers.get('content-type')).toBe('application/zip')
  expect(open.headers.get('cache-control')).toBe('no-store')
  expect(open.headers.get('content-disposition')).toBe('attachment; filename="holdfast-recovery-kit-20260102.zip"')
  const bytes = new Uint8Array(await open.arrayBuffer())
  expect(open.headers.get('content-length')).toBe(String(bytes.length))
  expect(Object.keys(unzipSync(bytes))).toEqual(['README.txt', 'restore.py', 'places.txt', 'configuration.json', 'secret.key', 'FORMAT.md'])
  const sealed = await site.post(path, { passphrase: 'canary words in a row' })
  expect(sealed.headers.get('content-disposition')).toContain('.zip.age"')
  expect((await sealed.text()).startsWith('age-encryption.org/v1')).toBe(true)
  expect(await read(await site.get(path))).toMatchObject([200, { isSealed: true, outdatedBy: null }])
  expect(site.audited.map(({ action, subject }) => [action, subject])).toEqual([
    ['recovery_kit.make', 'recovery-kit'],
    ['recovery_kit.make', 'recovery-kit'],
  ])
  expect(JSON.stringify(site.audited)).not.toContain('canary')
})

test('a weak passphrase is refused without showing it, and nobody but admins gets a kit', async () => {
  await using site = await openNounSite(recoveryKitRoutes)
  const weak = await site.post(path, { passphrase: 'canary' })
  const said = await weak.text()
  expect([weak.status, JSON.parse(said).fields]).toEqual([400, ['passphrase']])
  expect(said).not.toContain('canary')
  expect(await read(await site.post(path, { pasphrase: 'x' }))).toMatchObject([400, {}])
  for (const as of ['viewer', 'backup_operator'] as const) {
    expect((await site.post(path, {}, { as })).status).toBe(403)
    expect((await site.get(path, { as })).status).toBe(403)
  }
  expect((await site.post(path, {}, { sourceIds: ['s'] })).status).toBe(403)
  expect(site.audited).toEqual([])
})
