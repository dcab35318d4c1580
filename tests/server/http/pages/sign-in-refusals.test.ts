import { expect, test } from 'vitest'
import type { Argon2 } from '../../../../server/auth/argon2.ts'
import { commandLine } from '../../../../server/auth/doer.ts'
import { openPages, type PageSite } from '../pages-browser.ts'
import { textOf } from './backups-shop.ts'

const chinese = { 'accept-language': 'zh-CN' }
const password = 'some words in a row'

/** As many passwords as are checked at once and may wait, until `release`. */
async function flooded(): Promise<{ readonly site: PageSite; release(): Promise<void> }> {
  const gate = Promise.withResolvers<void>()
  const argon2: Argon2 = async ({ tagBytes }) => {
    await gate.promise
    return new Uint8Array(tagBytes)
  }
  const site = await openPages({ argon2 })
  const adding = Array.from({ length: 43 }, (_, at) => site.auth.users.add({ name: `user ${at}`, role: 'admin', password }, commandLine))
  const release = async () => {
    gate.resolve()
    await Promise.allSettled(adding)
  }
  // One is turned away: then all others are in line.
  await expect(Promise.race(adding)).rejects.toMatchObject({ code: 'unavailable' })
  return { site, release }
}

test('what is wrong with the first account is said in the language of the page, with what to do', async () => {
  await using site = await openPages()
  const token = (await site.auth.setup.ensureSetupToken())!
  const send = async (name: string, headers = {}) => site.browser().post('/setup', { token, name, password }, headers)
  const english = await send('  ')
  expect([english.status, textOf(await english.text())]).toEqual([
    400,
    expect.stringMatching(/The name of the user is empty\. +Choose one of 1 to 64 characters, without control characters\./),
  ])
  const refused = await send('  ', chinese)
  expect([refused.status, textOf(await refused.text())]).toEqual([
    400,
    expect.stringMatching(/用户的名称为空。 +请使用 1 到 64 个字符，不含控制字符。/),
  ])
  const weak = await site.browser().post('/setup', { token, name: 'ada', password: '1234567890' }, chinese)
  const text = await weak.text()
  expect(text).toContain('<p class="notice bad" role="alert">此密码太容易被猜到')
})

test.each(['/setup', '/login'])('%s says in the language of the page that too many come at once, and when to try again', async (path) => {
  const { site, release } = await flooded()
  await using _ = site
  const token = (await site.auth.setup.ensureSetupToken())!
  const send = (headers = {}) => site.browser().post(path, { token, name: 'ada', password }, headers)
  const [english, inChinese] = [await send(), await send(chinese)]
  expect([english.status, textOf(await english.text())]).toEqual([
    503,
    expect.stringMatching(/Too many passwords are being checked at this moment\. +Try again in a few seconds\./),
  ])
  const text = await inChinese.text()
  expect([inChinese.status, textOf(text)]).toEqual([503, expect.stringMatching(/目前正在校验的密码过多。 +请过几秒再试。/)])
  expect(text).not.toContain('<span lang="en">')
  await release()
})
