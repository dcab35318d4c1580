import { expect, test } from 'vitest'
import { openPages } from '../pages-browser.ts'
import { addShop, textOf } from './backups-shop.ts'

test('the description that a safety backup was given by itself stands on its page in the language of the reader, and in no list', async () => {
  await using site = await openPages()
  const { house } = site
  const browser = await site.signedIn('ada', 'admin')
  const page = async (path: string, language = 'en') => textOf(await (await browser.get(path, { 'accept-language': language })).text())
  const { source, target } = await addShop(site)
  const { id, name } = await house.backup({ sourceId: source.id, targetIds: [target.id], description: 'Vor dem Umzug' })
  house.sqlite('shop.db', 'delete from item')
  const restore = await house.finish(house.restoreOf(id, source.id, { isSafe: true }))
  const safety = restore.result!.safetyBackupId!
  const list = await page('/backups')
  expect(list).toContain('Safety backup')
  expect(list).toContain('Vor dem Umzug')
  expect(list).not.toContain('was restored into it')
  expect(await page(`/backups/${safety}`)).toContain(`What shop held before ${name} was restored into it.`)
  const chinese = await page(`/backups/${safety}`, 'zh-CN')
  expect(chinese).toContain(`恢复 ${name} 之前 shop 中的内容。`)
  expect(await page(`/backups/${id}`, 'zh-CN')).toContain('Vor dem Umzug')
})

test('of a restore of an uploaded file the safety backup says so in Chinese too', async () => {
  await using site = await openPages()
  const { house } = site
  const browser = await site.signedIn('ada', 'admin')
  const { source, target } = await addShop(site)
  const description = 'What shop held before an upload was restored into it.'
  const { id } = await house.backup({ sourceId: source.id, targetIds: [target.id], description, purpose: 'safety' })
  expect(await (await browser.get(`/backups/${id}?lang=zh-CN`)).text()).toContain('恢复 上传的文件 之前 shop 中的内容。')
})
