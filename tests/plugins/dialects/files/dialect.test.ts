import * as fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import files from '../../../../plugins/dialects/files/index.ts'
import { call, collect, openSetting, partOf, type Setting } from '../dialect-host.ts'
import { listing } from './tree.ts'
import { makeZoo } from './zoo.ts'

const open = (setting: Setting, path: string) => files.open(files.config.parse({ path }), setting.host)

describe('the files dialect', () => {
  test('dumps and restores a tree in threads, and proves it in a scratch folder that is gone afterwards', async () => {
    using setting = openSetting()
    makeZoo(setting.at('zoo'), { pipes: false })
    await using source = await open(setting, setting.at('zoo'))
    const { events, bytes } = await collect(source)
    const figure = events.find((event) => event.type === 'figure')?.figure
    {
      await using scratch = await files.scratch!(null, setting.host)
      const report = await scratch.dialect.restore(partOf('files.tar', bytes), { ...call, existing: 'refuse', tables: null })
      expect(report.warnings).toEqual([])
      expect(await Array.fromAsync(scratch.dialect.inspect({ tables: null }, call))).toEqual([figure])
    }
    expect(fs.readdirSync(setting.at('temporary'))).toEqual([])
    await using target = await open(setting, setting.at('new/place'))
    await target.restore(partOf('files.tar', bytes), { ...call, existing: 'refuse', tables: null })
    expect(listing(setting.at('new/place'))).toEqual(listing(setting.at('zoo')))
  })

  test('takes a single file as a tree of one', async () => {
    using setting = openSetting()
    fs.writeFileSync(setting.at('one'), 'content')
    await using source = await open(setting, setting.at('one'))
    expect(await source.probe(call)).toMatchObject({ engine: 'files', identity: `files:${setting.at('one')}`, sizeBytes: 7 })
    const { bytes } = await collect(source)
    await using target = await open(setting, setting.at('out'))
    await target.restore(partOf('files.tar', bytes), { ...call, existing: 'refuse', tables: null })
    expect(fs.readFileSync(setting.at('out/one'), 'utf8')).toBe('content')
    expect(fs.readdirSync(setting.at('out'))).toEqual(['one'])
  })

  test('follows a symlink that is the path itself, and is the same source by it', async () => {
    using setting = openSetting()
    fs.mkdirSync(setting.at('real'))
    fs.symlinkSync(setting.at('real'), setting.at('link'))
    await using real = await open(setting, setting.at('real'))
    await using link = await open(setting, setting.at('link'))
    expect((await link.probe(call)).identity).toBe((await real.probe(call)).identity)
  })

  test('says what is wrong with a path that is missing or no folder', async () => {
    using setting = openSetting()
    await using missing = await open(setting, setting.at('missing'))
    await expect(missing.probe(call)).rejects.toMatchObject({
      name: 'Failure',
      code: 'not_found',
      remedy: expect.stringContaining('mounted'),
    })
    await expect(collect(missing)).rejects.toMatchObject({ code: 'not_found' })
    await using device = await open(setting, '/dev/null')
    await expect(device.probe(call)).rejects.toMatchObject({ code: 'invalid' })
  })

  test('refuses a folder that is not empty before it reads a byte, unless told otherwise', async () => {
    using setting = openSetting()
    fs.mkdirSync(setting.at('full/of'), { recursive: true })
    await using target = await open(setting, setting.at('full'))
    const parts = async function* () {
      expect.unreachable()
      yield* partOf('files.tar', new Uint8Array())
    }
    await expect(target.restore(parts(), { ...call, existing: 'refuse', tables: null })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('refuses a part that is no tree, and a tree that is cut', async () => {
    using setting = openSetting()
    await using target = await open(setting, setting.at('out'))
    const how = { ...call, existing: 'refuse', tables: null } as const
    await expect(target.restore(partOf('backup.sql', new Uint8Array(9)), how)).rejects.toMatchObject({ code: 'unsupported' })
    await expect(target.restore(partOf('files.tar', new Uint8Array(512)), how)).rejects.toMatchObject({ code: 'corrupt' })
  })

  test('passes on why it was cancelled', async () => {
    using setting = openSetting()
    fs.mkdirSync(setting.at('in'))
    await using source = await open(setting, setting.at('in'))
    const reason = new Error('enough')
    const signal = AbortSignal.abort(reason)
    await expect(source.probe({ signal })).rejects.toBe(reason)
    await expect(Array.fromAsync(source.dump({ tables: null }, { signal, parent: null }))).rejects.toBe(reason)
    await expect(Array.fromAsync(source.inspect({ tables: null }, { signal }))).rejects.toBe(reason)
  })

  test('refuses patterns it would not understand', () => {
    expect(files.config.safeParse({ path: '/x', exclude: ['!a'] }).success).toBe(false)
    expect(files.config.safeParse({ path: '/x', include: [''] }).success).toBe(false)
    expect(files.config.parse({ path: '/x' })).toEqual({ path: '/x', include: [], exclude: [], oneFilesystem: false })
  })
})
