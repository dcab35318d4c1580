import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { IdentityService } from '../../../../server/services/identities.ts'
import { openHouse } from '../../../support/installation.ts'
import { type Browser, openPages, PageSite } from '../pages-browser.ts'
import { textOf } from './backups-shop.ts'

const chinese = { 'accept-language': 'zh-CN' }
const encryption = '/settings/encryption'
const configuration = '/settings/configuration'
const identity = 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX'

/** Sends a form with a file, as browsers do. */
async function send(site: PageSite, browser: Browser, { path, form }: { readonly path: string; readonly form: FormData }) {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const headers = { origin: 'http://holdfast.test', host: 'holdfast.test', cookie }
  return site.app.fetch(new Request(`http://holdfast.test${path}`, { method: 'POST', headers, body: form }), { address: '127.0.0.1' })
}

function formOf(fields: Readonly<Record<string, string | File>>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return form
}

test('keys of age are entrusted and forgotten, and their secret halves never come back', async () => {
  await using site = await openPages()
  const ada = await site.signedIn('ada', 'admin')
  const wrong = await ada.post(encryption, { text: 'AGE-SECRET-KEY-1WRONG' })
  const text = await wrong.text()
  expect([wrong.status, text.includes('id="text-error">'), text.includes('KEY-1WRONG')]).toEqual([400, true, false])
  expect((await ada.post(encryption, { text: identity })).headers.get('location')).toBe(`${encryption}?done=added`)
  expect((await ada.post(encryption, { text: identity })).headers.get('location')).toBe(`${encryption}?done=nothingNew`)
  const [recipient] = await new IdentityService(site.house.installation).list()
  const page = await (await ada.get(`${encryption}?done=added`)).text()
  expect(page).toContain(recipient)
  expect(page).not.toContain(identity)
  const path = `${encryption}/${recipient}/delete`
  expect(await (await ada.get(path, chinese)).text()).toContain('Holdfast 无法交还密钥')
  expect((await ada.post(path, {})).headers.get('location')).toBe(`${encryption}?done=forgotten`)
  const gone = await ada.post(path, {})
  expect([gone.status, (await gone.text()).includes('class="danger"')]).toEqual([404, false])
  const actions = (await site.auth.audit.list({}, { limit: 2 })).map(({ action }) => action)
  expect(actions).toEqual(['identity.remove', 'identity.add'])
})

test('the key of the installation is changed after the consequences were shown', async () => {
  await using site = await openPages()
  const ada = await site.signedIn('ada', 'admin')
  const { sealer } = site.house.installation.store
  const before = sealer.keyId
  expect(textOf(await (await ada.get(`${encryption}/rotate`)).text())).toContain('HOLDFAST_NEW_SECRET_KEY')
  expect(sealer.keyId).toBe(before)
  expect((await ada.post(`${encryption}/rotate`, {})).headers.get('location')).toBe(`${encryption}?done=rotated`)
  expect(sealer.keyId).not.toBe(before)
  expect((await site.auth.audit.list({}, { limit: 1 }))[0]).toMatchObject({ action: 'secrets.rotate', actorName: 'ada' })
})

test('plugins are listed by kind, and those that could not be loaded with cause and remedy', async () => {
  await using house = await openHouse()
  const path = house.path('broken.ts')
  await writeFile(path, 'export default { kind: "target", name: "<b>half" }')
  await using site = new PageSite(await openHouse({ pluginPaths: [path] }))
  const ada = await site.signedIn('ada', 'admin')
  const page = await (await ada.get('/settings/plugins')).text()
  expect(page).toMatch(
    /Could not be loaded[\s\S]*broken\.ts[\s\S]*Dialects[\s\S]*<code>sqlite<\/code>[\s\S]*Kinds of targets[\s\S]*<code>local<\/code>/,
  )
  expect(page).not.toContain(house.folder)
  expect(page).not.toContain('<b>half')
  expect(await (await ada.get('/settings/plugins', chinese)).text()).toContain('存储目标类型')
})

test('the limits tell what the daemon goes by and where that is changed', async () => {
  await using site = await openPages()
  const ada = await site.signedIn('ada', 'admin')
  const page = await (await ada.get('/settings/limits')).text()
  for (const said of ['107 GB', 'uploadBytesMax', 'HOLDFAST_URL', '10 to 1,024 characters', site.house.installation.dataPath])
    expect(page).toContain(said)
})

test('the configuration is downloaded, looked at and taken in; what it holds is not to be read in the page', async () => {
  await using site = await openPages()
  const ada = await site.signedIn('ada', 'admin')
  await site.house.addSource({ name: 'shop' })
  expect(await (await ada.get(configuration)).text()).toMatch(
    /method="get" action="\/api\/v1\/configuration"[\s\S]*name="format"[\s\S]*name="secrets"/,
  )
  const exported = await ada.get('/api/v1/configuration?format=yaml&secrets=reference')
  expect(exported.headers.get('content-disposition')).toBe('attachment; filename="holdfast-configuration.yaml"')
  expect(await exported.text()).toContain('name: shop')
  const source = { name: 'crm <b>', dialect: 'postgres', config: { host: 'db', database: 'crm', user: 'me', password: 'plain secret' } }
  const document = JSON.stringify({ format: 2, sources: [source] })
  const file = new File([document], 'it.json')
  const looked = await send(site, ada, { path: configuration, form: formOf({ file, mode: 'merge' }) })
  const plan = await looked.text()
  expect(plan).toMatch(/1 entry would be added or changed[\s\S]*crm &lt;b&gt;[\s\S]*config\.host/)
  expect(plan).not.toContain('plain secret')
  expect((await site.house.installation.store.sources.list()).length).toBe(1)
  const carried = /name="carried" value="([^"]+)"/.exec(plan)![1]!
  const taken = await send(site, ada, { path: `${configuration}/apply`, form: formOf({ carried }) })
  expect(await taken.text()).toMatch(/The configuration was taken in[\s\S]*data-label="Added">1</)
  expect((await site.house.installation.store.sources.list()).map(({ name }) => name).sort()).toEqual(['crm <b>', 'shop'])
  const again = await send(site, ada, { path: configuration, form: formOf({ file, mode: 'merge' }) })
  expect(await again.text()).toContain('There is nothing to take in.')
  const actions = (await site.auth.audit.list({}, { limit: 2 })).map(({ action }) => action)
  expect(actions).toEqual(['configuration.import', 'configuration.export'])
})

test('what is no configuration is refused beside the file, and what another admin looked at is not taken in', async () => {
  await using site = await openPages()
  const ada = await site.signedIn('ada', 'admin')
  const bea = await site.signedIn('bea', 'admin')
  const look = (content: string, mode = 'replace') =>
    send(site, ada, { path: configuration, form: formOf({ file: new File([content], 'x'), mode }) })
  for (const content of ['', '{"format": 2, "sources": "plain secret"}', 'a: [plain secret', '{"format": 9}']) {
    const refused = await look(content)
    const text = await refused.text()
    expect([content, refused.status >= 400 && refused.status < 500]).toEqual([content, true])
    expect(text).toMatch(/role="alert"[\s\S]*value="replace" checked/)
    expect(text).not.toContain('plain secret')
  }
  expect(await (await look('')).text()).toContain('id="file-error">Choose a file first.')
  const carried = /name="carried" value="([^"]+)"/.exec(await (await look('{"format": 2}')).text())![1]!
  for (const [browser, value] of [
    [bea, carried],
    [ada, 'sealed:1:nonsense'],
  ] as const) {
    const refused = await send(site, browser, { path: `${configuration}/apply`, form: formOf({ carried: value }) })
    expect([refused.status, (await refused.text()).includes('Choose the file again.')]).toEqual([400, true])
  }
  expect((await ada.get(`${configuration}/apply`)).headers.get('location')).toBe(configuration)
  expect(site.unexpected).toEqual([])
})
