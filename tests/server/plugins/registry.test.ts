import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseLocation } from '../../../server/plugins/location.ts'
import { createRegistry } from '../../../server/plugins/registry.ts'
import { openWorkplace } from './workplace.ts'

const right = (name: string) => `
import { z } from ${JSON.stringify(import.meta.resolve('zod'))}
export default {
  contract: 1, kind: 'target', name: '${name}', title: { en: 'Cloud', 'zh-CN': '云' },
  config: z.object({ bucket: z.string() }),
  locate: (text) => ({ bucket: text }),
  open: async () => { throw new Error('not here') },
}
`

describe('a registry', () => {
  test('loads built-in plugins by name', async () => {
    const registry = createRegistry({ paths: [] })
    expect((await registry.target('local')).name).toBe('local')
    expect((await registry.dialect('files')).parts).toEqual(['files.tar'])
  })

  test('an unknown name is not found, with what there is and what was probably meant', async () => {
    const registry = createRegistry({ paths: [] })
    await expect(registry.dialect('sqllite')).rejects.toMatchObject({ code: 'not_found', remedy: expect.stringMatching(/"sqlite".*files/) })
    await expect(registry.target('sqlite')).rejects.toMatchObject({ code: 'not_found', remedy: expect.stringContaining('local') })
  })

  test('finds files, packages and folders of both', async () => {
    await using place = await openWorkplace()
    const packaged = join(place.folder, 'plugins', 'packaged')
    await mkdir(packaged, { recursive: true })
    await writeFile(join(place.folder, 'plugins', 'one.mjs'), right('one'))
    await writeFile(join(place.folder, 'plugins', 'README.md'), 'no plugin')
    await writeFile(join(packaged, 'package.json'), JSON.stringify({ exports: { '.': './main.ts' } }))
    await writeFile(join(packaged, 'main.ts'), `const typed: number = 1\nvoid typed\n${right('two')}`)
    await mkdir(join(place.folder, 'plugins', 'indexed'))
    await writeFile(join(place.folder, 'plugins', 'indexed', 'index.js'), right('three'))
    const registry = createRegistry({ paths: [join(place.folder, 'plugins')] })
    for (const name of ['one', 'two', 'three']) expect((await registry.target(name)).name).toBe(name)
    const alone = createRegistry({ paths: [packaged] })
    expect(await alone.knows('target', 'two')).toBe(true)
    expect(await alone.knows('target', 'one')).toBe(false)
  })

  test('what can not be loaded is listed with its reason, and all else works', async () => {
    await using place = await openWorkplace()
    const write = (name: string, source: string) => writeFile(join(place.folder, name), source)
    await write('a-syntax.mjs', 'export default {')
    await write('b-empty.mjs', 'export const nothing = 1')
    await write('c-fields.mjs', "export default { contract: 2, kind: 'target', name: 'Bad Name' }")
    await write('d-taken.mjs', right('local'))
    await write('e-right.mjs', right('fine'))
    await write('f-undrawable.mjs', right('odd').replace('z.string()', 'z.object({})'))
    const registry = createRegistry({ paths: [place.folder, join(place.folder, 'absent')] })
    const reasons = new Map((await registry.list()).map(({ origin, failure }) => [origin.split('/').at(-1), failure?.message]))
    expect(reasons.get('a-syntax.mjs')).toContain("can't be loaded")
    expect(reasons.get('b-empty.mjs')).toContain('no plugin as its default export')
    for (const field of ['"contract"', '"name"', '"title"', '"config"', '"open"']) expect(reasons.get('c-fields.mjs')).toContain(field)
    expect(reasons.get('d-taken.mjs')).toContain('another target local')
    expect(reasons.get('e-right.mjs')).toBeUndefined()
    expect(reasons.get('f-undrawable.mjs')).toContain('"bucket"')
    expect(reasons.get('absent')).toContain('looking for plugins')
    expect((await registry.target('fine')).name).toBe('fine')
    await expect(registry.target('odd')).rejects.toMatchObject({ code: 'not_found', remedy: expect.stringContaining('f-undrawable.mjs') })
  })
})

describe('a location', () => {
  const registry = createRegistry({ paths: [] })

  test('with a prefix is a plugin and its configuration', async () => {
    expect(await parseLocation('sqlite:/srv/a:b.db', 'dialect', registry)).toEqual({ name: 'sqlite', config: { path: '/srv/a:b.db' } })
    expect(await parseLocation('local:/srv', 'target', registry)).toEqual({ name: 'local', config: { path: '/srv' } })
  })

  test.each(['./backups', '/srv/backups', 'backups', './odd:name', 'C:\\backups'])(
    '%s is a folder where a target is meant',
    async (text) => {
      expect(await parseLocation(text, 'target', registry)).toEqual({ name: 'local', config: { path: text } })
    },
  )

  test('a mistyped prefix does not become a folder', async () => {
    await expect(parseLocation('loacl:/srv', 'target', registry)).rejects.toMatchObject({
      code: 'not_found',
      remedy: expect.stringContaining('./loacl:'),
    })
  })

  test.each(['/srv/app.db', '', 'sqlite:'])('%j as a source says what is missing', async (text) => {
    await expect(parseLocation(text, 'dialect', registry)).rejects.toMatchObject({ code: 'invalid', remedy: expect.any(String) })
  })

  test('asks the plugin what the text means', async () => {
    await using place = await openWorkplace()
    await writeFile(join(place.folder, 'cloud.mjs'), right('cloud'))
    const external = createRegistry({ paths: [join(place.folder, 'cloud.mjs')] })
    expect(await parseLocation('cloud:my-bucket', 'target', external)).toEqual({ name: 'cloud', config: { bucket: 'my-bucket' } })
  })
})
