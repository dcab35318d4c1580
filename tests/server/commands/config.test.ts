import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openCommandPlace } from './noun-place.ts'

test('a configuration is exported as YAML, planned, and taken in elsewhere', async () => {
  await using place = await openCommandPlace()
  await place.run('source add app --dialect sqlite --set path=app.db --no-test')
  const exported = await place.run('config export all.yaml --format yaml --secrets reference')
  expect(exported).toMatchObject({ code: 0, err: [] })
  expect(exported.out.join()).toContain('sets the variables')
  expect(await readFile(join(place.folder, 'all.yaml'), 'utf8')).toMatch(/^format: 2\n[\s\S]*- id: .*\n {4}name: app\n/m)
  const planned = await place.run('config plan all.yaml', 'other')
  expect(planned).toMatchObject({ code: 0, err: [] })
  expect(planned.out).toEqual(expect.arrayContaining(['+ source app', '  target local']))
  expect(planned.out.at(-1)).toMatch(/^1 would be added, 0 changed, .* Nothing was written\.$/)
  expect(await place.run('source show app', 'other')).toMatchObject({ code: 4 })
  expect(await place.run('config import all.yaml', 'other')).toMatchObject({ code: 0 })
  expect((await place.run('source show app', 'other')).code).toBe(0)
})

test('a plan with --replace says of each field what it was and would be', async () => {
  await using place = await openCommandPlace()
  await place.run('source add app --dialect sqlite --set path=/a.db --no-test')
  await place.write('new.yaml', 'format: 2\nsources:\n  - name: app\n    dialect: sqlite\n    config: { path: /b.db }\n')
  expect((await place.run('config plan new.yaml')).out[0]).toBe('  source app')
  const replaced = await place.run('config plan new.yaml --replace')
  expect(replaced.out.slice(0, 2)).toEqual(['~ source app', '    config.path: "/a.db" → "/b.db"'])
  expect(await place.json('config plan new.yaml --replace')).toMatchObject([{ nouns: [{ name: 'app', action: 'change' }] }])
})

test('what can not be meant is refused', async () => {
  await using place = await openCommandPlace()
  await place.write('odd.yaml', 'a: [')
  await place.write(
    'lost.yaml',
    'format: 2\ntargets:\n  - { name: nas, kind: local, config: { path: { reference: "env:HOLDFAST_SECRET_X_Y" } } }\n',
  )
  for (const [line, message] of [
    ['config export x --format xml', 'format'],
    ['config plan x --format yaml', 'means nothing to "config plan"'],
    ['config import odd.yaml', 'neither JSON nor YAML: line 1'],
    ['config plan lost.yaml', 'the field is no secret'],
  ] as const) {
    const { code, err } = await place.run(line)
    expect(code, line).toBe(2)
    expect(err.join('\n')).toContain(message)
  }
})
