import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { addEverything, ask, backups, made, openShop } from './bench.ts'

const people = 'select name from people order by name'

test('a restore answers when the data is back, and what was there before is kept', async () => {
  await using site = await openShop()
  const { house } = site
  const { id } = await made(site)
  house.sqlite('shop.db', "delete from people; insert into people values ('Linus')")
  const { status, body } = await ask(site, ['POST', `${backups}${id}/restore/`])
  expect([status, body]).toEqual([200, { code: 0, message: '备份恢复成功' }])
  expect(house.rows('shop.db', people)).toEqual([{ name: 'Ada' }, { name: 'Grace' }])
  const [safety] = (await ask(site, ['GET', backups])).body.data.results
  expect(safety).toMatchObject({ status: 'completed', backup_type: 'db', is_auto: false, created_by: null })
  expect((await ask(site, ['POST', `${backups}${safety.id}/restore/`])).body.code).toBe(0)
  expect(house.rows('shop.db', people)).toEqual([{ name: 'Linus' }])
  expect(site.audited.filter(({ action }) => action === 'restore.start')).toHaveLength(2)
})

test('everything comes back together: the database, the files and the settings', async () => {
  await using site = await openShop()
  await addEverything(site)
  const { house } = site
  const { id } = await made(site, { backup_type: 'full' })
  house.sqlite('shop.db', 'delete from people')
  writeFileSync(house.path('uploads', 'letter'), 'now')
  expect((await ask(site, ['POST', `${backups}${id}/restore/`])).body).toEqual({ code: 0, message: '备份恢复成功' })
  expect(house.rows('shop.db', people)).toHaveLength(2)
  expect(readFileSync(house.path('uploads', 'letter'), 'utf8')).toBe('then')
})

test('a restore that fails says why in the envelope, and is no missing record', async () => {
  await using site = await openShop()
  const { id, file_path } = await made(site)
  rmSync(file_path)
  const { status, body } = await ask(site, ['POST', `${backups}${id}/restore/`])
  expect([status, body.code, body.data]).toEqual([500, 500, null])
  expect(body.message).toMatch(/^操作失败：/)
  expect(body.message).toContain('.zip')
  expect(site.house.rows('shop.db', people)).toHaveLength(2)
  expect(site.unexpected).toEqual([])
})

test('what never came can be neither restored nor downloaded, but forgotten', async () => {
  await using site = await openShop()
  rmSync(site.house.path('shop.db'))
  const { id, status, error_message } = await made(site)
  expect(status).toBe('failed')
  expect(error_message).toContain('shop.db')
  for (const [method, path] of [
    ['POST', 'restore'],
    ['GET', 'download'],
  ] as const) {
    expect((await ask(site, [method, `${backups}${id}/${path}/`])).body).toMatchObject({ code: 409, data: null })
  }
  expect((await ask(site, ['DELETE', `${backups}${id}/`])).body).toEqual({ code: 0, message: '备份已删除' })
  expect((await ask(site, ['GET', `${backups}${id}/`])).status).toBe(404)
})

test('a delete answers when the archive is gone', async () => {
  await using site = await openShop()
  const { id, file_path } = await made(site)
  const { status, body } = await ask(site, ['DELETE', `${backups}${id}/`])
  expect([status, body]).toEqual([200, { code: 0, message: '备份已删除' }])
  expect(existsSync(file_path)).toBe(false)
  expect((await ask(site, ['GET', `${backups}${id}/`])).body).toMatchObject({ code: 404, data: null })
  expect((await ask(site, ['GET', backups])).body.data.count).toBe(0)
  expect((await ask(site, ['DELETE', `${backups}${id}/`])).status).toBe(404)
})

test('what is made, pinned or needed by another backup is not deleted', async () => {
  await using site = await openShop({ isWorking: false })
  const { data } = (await ask(site, ['POST', backups], { json: { backup_type: 'db' } })).body
  const refusal = async () => {
    const { status, body } = await ask(site, ['DELETE', `${backups}${data.id}/`])
    expect([status, body.code, body.data]).toEqual([409, 409, null])
    return body.message
  }
  expect(await refusal()).toContain('being made')
  await site.house.run()
  const [backup] = await site.http.backups.list({}, { limit: 1 })
  await site.http.backups.pin(backup!.id)
  expect(await refusal()).toContain('pinned')
})

test('the download is the archive, byte for byte, under its name, in ranges too', async () => {
  await using site = await openShop()
  const { id, file_path, file_size } = await made(site)
  const archive = readFileSync(file_path)
  const response = await site.get(`${backups}${id}/download/`, { as: 'backup_operator' })
  const got = Buffer.from(await response.arrayBuffer())
  expect(response.status).toBe(200)
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="backup_manual_\d{8}_\d{6}\.sql\.zip"$/)
  expect(response.headers.get('content-length')).toBe(String(file_size))
  expect(createHash('sha256').update(got).digest('hex')).toBe(createHash('sha256').update(archive).digest('hex'))
  const part = await site.get(`${backups}${id}/download/`, { headers: { range: 'bytes=1-3' } })
  expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, archive.subarray(1, 4)])
  rmSync(file_path)
  expect((await ask(site, ['GET', `${backups}${id}/download/`])).body).toMatchObject({ code: 404, data: null })
  expect(site.audited.filter(({ action }) => action === 'backup.download')).toHaveLength(2)
})
