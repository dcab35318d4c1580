import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { ask, create, openShop } from './bench.ts'

const config = { backup_enabled: 0, backup_cron: '0 3 * * *', backup_retention: 7, backup_max_count: 10, backup_compress: 1 }

test('a download is the file, with the headers of the document', async () => {
  await using site = await openShop()
  const { file_path, file_size } = await create(site)
  const response = await site.get('/api/backup/download/1', { as: 'backup_operator' })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/octet-stream')
  expect(response.headers.get('content-disposition')).toBe(`attachment; filename=${basename(file_path)}`)
  expect(response.headers.get('content-length')).toBe(String(file_size))
  expect(Buffer.from(await response.arrayBuffer())).toEqual(await readFile(file_path))
  expect(site.audited).toContainEqual(expect.objectContaining({ action: 'backup.download' }))
  const range = await site.get('/api/backup/download/1', { headers: { range: 'bytes=2-5' } })
  expect([range.status, (await range.bytes()).length]).toEqual([206, 4])
})

test('a record that is not compressed says so and downloads as plain SQL, and the others stay as they were', async () => {
  await using site = await openShop()
  expect((await create(site)).is_compressed).toBe(1)
  await ask(site, 'PUT /api/backup/config', { ...config, backup_compress: 0 })
  expect(await create(site)).toMatchObject({ id: 2, is_compressed: 0 })
  await ask(site, 'PUT /api/backup/config', config)
  expect((await create(site)).is_compressed).toBe(1)
  const flags = []
  for (const id of [1, 2, 3]) flags.push((await ask(site, `GET /api/backup/records/${id}`)).data.is_compressed)
  expect(flags).toEqual([1, 0, 1])
  const plain = await site.get('/api/backup/download/2')
  expect(plain.headers.get('content-disposition')).toMatch(/^attachment; filename=backup_manual_\d{8}_\d{6}(_\d+)?\.sql$/)
  expect(plain.headers.get('content-type')).toBe('application/octet-stream')
  expect(await plain.text()).toMatch(/^-- Holdfast Database Backup\n/)
})

test('a backup that failed has no file to download', async () => {
  await using site = await openShop({ procedures: { backup: async () => Promise.reject(new Error('no')) } })
  await ask(site, 'POST /api/backup/create', {})
  expect(await ask(site, 'GET /api/backup/download/1')).toEqual({ status: 404, code: 1, message: '备份文件不存在', data: null })
})
