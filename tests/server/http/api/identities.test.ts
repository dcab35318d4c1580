import { generateIdentity, identityToRecipient } from 'age-encryption'
import { expect, test } from 'vitest'
import { identitiesRoutes } from '../../../../server/http/api/identities.ts'
import { openNounSite, read } from './noun-site.ts'

const path = '/api/v1/identities'

test('keys are entrusted, listed by their public halves, and forgotten', async () => {
  await using site = await openNounSite(identitiesRoutes)
  const identity = await generateIdentity()
  const recipient = await identityToRecipient(identity)
  const text = `# created: today\n# public key: ${recipient}\n${identity}\n`
  expect(await read(await site.post(path, { text }))).toEqual([201, { added: [recipient] }])
  expect(await read(await site.post(path, { text }))).toEqual([201, { added: [] }])
  const list = await site.get(path, { as: 'viewer' })
  expect(await read(list)).toEqual([200, { items: [{ recipient }], nextCursor: null }])
  expect(await read(await site.delete(`${path}/${recipient}`))).toEqual([200, { removed: recipient }])
  expect((await site.delete(`${path}/${recipient}`)).status).toBe(404)
  expect(site.audited.map(({ action, subject }) => [action, subject])).toEqual([
    ['identity.add', recipient],
    ['identity.remove', recipient],
  ])
  expect(JSON.stringify(site.audited)).not.toContain(identity)
})

test('what is no identity file is refused without showing it, and only admins may entrust', async () => {
  await using site = await openNounSite(identitiesRoutes)
  const wrong = await site.post(path, { text: 'AGE-SECRET-KEY-1CANARY' })
  expect(wrong.status).toBe(400)
  const said = await wrong.text()
  expect(said).not.toContain('CANARY')
  expect(JSON.parse(said)).toMatchObject({ fields: ['text'] })
  expect(await read(await site.post(path, {}))).toMatchObject([400, { fields: ['text'] }])
  for (const as of ['viewer', 'backup_operator'] as const) {
    expect((await site.post(path, { text: 'x' }, { as })).status).toBe(403)
    expect((await site.delete(`${path}/x`, { as })).status).toBe(403)
  }
  expect((await site.get(path, { as: 'viewer', sourceIds: ['s'] })).status).toBe(403)
})
