import { expect, test } from 'vitest'
import { ContractSettingsService } from '../../../../server/services/contract-settings.ts'
import { openPages } from '../pages-browser.ts'

const path = '/settings/contracts'

function seenIn(text: string): string {
  return /name="seen" value="([^"]+)"/.exec(text)![1]!
}

test('choices that were filled in before somebody else chose are kept only once they were sent again', async () => {
  await using site = await openPages()
  const ada = await site.signedIn('ada', 'admin')
  for (const name of ['shop', 'crm']) await site.house.addSource({ name })
  await site.house.addTarget({ name: 'disk' })
  const opened = seenIn(await (await ada.get(path)).text())
  // What is the first there is may become another by itself.
  await site.house.addSource({ name: 'late' })
  expect(seenIn(await (await ada.get(path)).text())).toBe(opened)

  const bob = await site.signedIn('bob', 'admin')
  expect((await bob.post(path, { 'c.target': 'disk', seen: opened })).status).toBe(303)
  const outdated = await ada.post(path, { 'a.source': 'crm', 'c.target': '', seen: opened })
  const text = await outdated.text()
  expect([outdated.status, text.includes('It was changed since this form was opened')]).toEqual([409, true])
  expect((await new ContractSettingsService(site.house.installation).show()).contracts.c.isChosen.target).toBe(true)
  expect(text).toMatch(/<option value="crm" selected/)

  const wrong = await ada.post(path, { 'a.source': 'crm', zone: 'Mars/Base', seen: seenIn(text) })
  expect([wrong.status, seenIn(await wrong.text())]).toEqual([400, seenIn(text)])
  expect((await ada.post(path, { 'a.source': 'crm', seen: seenIn(text) })).status).toBe(303)
  expect((await new ContractSettingsService(site.house.installation).show()).contracts.a.source).toBe('crm')
})
