import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openCommandPlace } from './noun-place.ts'

test('a bundle is added, shown, changed and removed by the names of its members', async () => {
  await using place = await openCommandPlace()
  mkdirSync(join(place.folder, 'uploads'))
  writeFileSync(join(place.folder, 'uploads', 'letter'), 'dear')
  await place.run('source add shop --dialect sqlite --set path=app.db --no-test')
  await place.run('source add uploads --dialect files --set path=uploads --no-test')
  const added = await place.run('source add everything --dialect bundle --set members=shop,uploads')
  expect(added).toMatchObject({ code: 0, err: [] })
  expect(added.out).toContain('everything is kept.')
  expect(added.out).toContain('  shop/users')
  expect(await place.json('source show everything')).toMatchObject([{ dialect: 'bundle', config: { members: ['shop', 'uploads'] } }])
  expect((await place.run('source list')).out.join('\n')).toMatch(/everything +bundle +members=shop,uploads/)
  const turned = await place.run('source set everything --set members=uploads --set members=shop --no-test')
  expect(turned).toMatchObject({ code: 0, out: ['everything is kept.'] })
  const refused = await place.run('source remove shop --force')
  expect(refused.code).not.toBe(0)
  expect(refused.err.join('\n')).toContain('belongs to bundle "everything"')
  expect((await place.run('source remove everything')).out).toEqual(['everything is removed.'])
  expect(await place.run('source remove shop')).toMatchObject({ code: 0 })
})
