import { expect, test } from 'vitest'
import { openPages } from '../pages-browser.ts'
import { addShop } from './backups-shop.ts'

const part = { 'hx-request': 'true', 'hx-request-type': 'partial', 'hx-current-url': 'http://holdfast.test/plans/new?view=full' }

test('a part of a page that can not be answered says why, and is no page within the page', async () => {
  await using site = await openPages()
  const ada = await site.signedIn('ada', 'admin')
  await addShop(site)
  const gone = await ada.post('/sources/ffffffff/test', {}, { ...part, 'accept-language': 'zh-CN' })
  const text = await gone.text()
  expect([gone.status, text.includes('<html'), text.includes('<main')]).toEqual([404, false, false])
  expect(text).toMatch(/^<div class="notice bad" role="alert"><p>没有数据源/)
  const whole = await ada.post('/sources/ffffffff/test', {}, { 'hx-request': 'true', 'hx-boosted': 'true', 'hx-request-type': 'full' })
  expect([whole.status, (await whole.text()).includes('<html')]).toEqual([404, true])
  const wrong = await ada.post('/welcome/target', { choice: 'ffffffff', action: 'test' }, part)
  expect([wrong.status, (await wrong.text()).includes('<html')]).toEqual([400, false])
})

test('whoever was signed out meanwhile is led from a part of a page to signing in, and back', async () => {
  await using site = await openPages()
  await site.signedIn('ada', 'admin')
  const stranger = site.browser()
  const lost = await stranger.post('/plans/preview', { name: 'x' }, part)
  expect([lost.status, lost.headers.get('hx-redirect'), await lost.text()]).toEqual([401, '/login?next=%2Fplans%2Fnew%3Fview%3Dfull', ''])
  const nowhere = await stranger.post('/plans/preview', {}, { ...part, 'hx-current-url': 'nonsense' })
  expect(nowhere.headers.get('hx-redirect')).toBe('/login')
})
