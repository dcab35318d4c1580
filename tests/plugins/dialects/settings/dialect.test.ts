import * as fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import settings from '../../../../plugins/dialects/settings/index.ts'
import { call, collect, openSetting, partOf, type Setting } from '../dialect-host.ts'

const open = (setting: Setting, name: string) => settings.open({ path: setting.at(name) }, setting.host)

const write = (setting: Setting, name: string, text: string) => {
  fs.mkdirSync(setting.at(name), { recursive: true })
  fs.writeFileSync(setting.at(`${name}/config.json`), text)
}

const read = (setting: Setting, name: string): unknown => JSON.parse(fs.readFileSync(setting.at(`${name}/config.json`), 'utf8'))

const how = (existing: 'refuse' | 'replace' | 'keep') => ({ ...call, existing, tables: null })

describe('the settings dialect', () => {
  test('brings a configuration back, and proves it in a scratch folder', async () => {
    using setting = openSetting()
    write(setting, 'old', '{ "b": { "y": 1, "x": [1, 2] }, "a": "ä" }')
    await using source = await open(setting, 'old')
    const { events, bytes } = await collect(source)
    expect(events.map((event) => event.type)).toEqual(['part', 'bytes', 'figure', 'trailer'])
    expect(JSON.parse(bytes.toString())).toMatchObject({ format: 1, configuration: { a: 'ä' } })
    await using scratch = await settings.scratch!(null, setting.host)
    await scratch.dialect.restore(partOf('settings.json', bytes), how('refuse'))
    expect(await Array.fromAsync(scratch.dialect.inspect({ tables: null }, call))).toEqual(
      await Array.fromAsync(source.inspect({ tables: null }, call)),
    )
    await using target = await open(setting, 'new')
    await target.restore(partOf('settings.json', bytes), how('refuse'))
    expect(read(setting, 'new')).toEqual({ a: 'ä', b: { x: [1, 2], y: 1 } })
    expect(fs.readdirSync(setting.at('new'))).toEqual(['config.json'])
  })

  test('has an empty configuration where there is no file', async () => {
    using setting = openSetting()
    fs.mkdirSync(setting.at('nothing'))
    await using source = await open(setting, 'nothing')
    expect(JSON.parse((await collect(source)).bytes.toString())).toMatchObject({ configuration: {} })
    expect(await source.probe(call)).toMatchObject({ engine: 'settings', parts: ['settings.json'] })
  })

  test('refuses, replaces or completes a configuration that is there', async () => {
    using setting = openSetting()
    write(setting, 'old', '{ "a": 1, "b": 2 }')
    await using source = await open(setting, 'old')
    const { bytes } = await collect(source)
    write(setting, 'new', '{ "b": 3, "c": 4 }')
    await using target = await open(setting, 'new')
    await expect(target.restore(partOf('settings.json', bytes), how('refuse'))).rejects.toMatchObject({ code: 'conflict' })
    expect(read(setting, 'new')).toEqual({ b: 3, c: 4 })
    await target.restore(partOf('settings.json', bytes), how('keep'))
    expect(read(setting, 'new')).toEqual({ a: 1, b: 3, c: 4 })
    await target.restore(partOf('settings.json', bytes), how('replace'))
    expect(read(setting, 'new')).toEqual({ a: 1, b: 2 })
  })

  test('replaces even a configuration that is broken', async () => {
    using setting = openSetting()
    write(setting, 'old', '{ "a": 1 }')
    await using source = await open(setting, 'old')
    write(setting, 'new', '{ broken')
    await using target = await open(setting, 'new')
    await target.restore(partOf('settings.json', (await collect(source)).bytes), how('replace'))
    expect(read(setting, 'new')).toEqual({ a: 1 })
  })

  test.for(['{ broken', '[1]', '"text"', 'null', ''])('calls a configuration of %j corrupt', async (text) => {
    using setting = openSetting()
    write(setting, 'old', text)
    await using source = await open(setting, 'old')
    await expect(collect(source)).rejects.toMatchObject({ name: 'Failure', code: 'corrupt' })
  })

  test.for<[string, string]>([
    ['no JSON', 'corrupt'],
    ['{}', 'corrupt'],
    ['{"format":1,"exportedAt":"2026-01-01T00:00:00.000Z","configuration":[]}', 'corrupt'],
    ['{"format":2,"exportedAt":"2026-01-01T00:00:00.000Z","configuration":{}}', 'corrupt'],
    ['{"format":3}', 'unsupported'],
  ])('restores nothing from a part of %s', async ([text, code]) => {
    using setting = openSetting()
    await using target = await open(setting, 'new')
    await expect(target.restore(partOf('settings.json', Buffer.from(text)), how('replace'))).rejects.toMatchObject({ code })
    expect(fs.existsSync(setting.at('new'))).toBe(false)
  })

  test('keeps the old configuration when the new one can not be written', async () => {
    using setting = openSetting()
    write(setting, 'old', '{ "a": 1 }')
    await using source = await open(setting, 'old')
    const { bytes } = await collect(source)
    write(setting, 'new', '{ "b": 2 }')
    const failing = { ...setting.host.files, rename: () => Promise.reject(Object.assign(new Error('injected'), { code: 'EIO' })) }
    await using target = await settings.open({ path: setting.at('new') }, { ...setting.host, files: failing })
    await expect(target.restore(partOf('settings.json', bytes), how('replace'))).rejects.toMatchObject({ name: 'Failure' })
    expect(read(setting, 'new')).toEqual({ b: 2 })
    expect(fs.readdirSync(setting.at('new'))).toEqual(['config.json'])
  })

  const exported = { format: 2, exportedAt: '2026-01-01T00:00:00.000Z', sources: [{ name: 'app' }], plans: [] }
  const file = (setting: Setting, name: string) => JSON.parse(fs.readFileSync(setting.at(name), 'utf8'))

  test('takes along what the daemon exported, and leaves it for the daemon to take in', async () => {
    using setting = openSetting()
    write(setting, 'old', '{ "a": 1 }')
    fs.writeFileSync(setting.at('old/settings-export.json'), JSON.stringify(exported))
    await using source = await open(setting, 'old')
    const { events, bytes } = await collect(source)
    expect(JSON.parse(bytes.toString())).toMatchObject({ format: 2, configuration: { a: 1 }, exported })
    expect(events.find((event) => event.type === 'figure')).toMatchObject({ figure: { rows: 2 } })
    write(setting, 'new', '{ "a": 2 }')
    fs.writeFileSync(setting.at('new/settings-export.json'), '{}')
    await using target = await open(setting, 'new')
    await target.restore(partOf('settings.json', bytes), how('replace'))
    expect(fs.readdirSync(setting.at('new')).toSorted()).toEqual(['config.json', 'settings-restored.json'])
    expect(file(setting, 'new/settings-restored.json')).toEqual(exported)
    expect(fs.statSync(setting.at('new/settings-restored.json')).mode & 0o777).toBe(0o600)
    expect(await Array.fromAsync(target.inspect({ tables: null }, call))).toEqual(
      await Array.fromAsync(source.inspect({ tables: null }, call)),
    )
  })

  test('has one figure for one content, whenever it was exported', async () => {
    using setting = openSetting()
    write(setting, 'old', '{}')
    const figureOf = async (content: object) => {
      fs.writeFileSync(setting.at('old/settings-export.json'), JSON.stringify(content))
      await using source = await open(setting, 'old')
      return (await Array.fromAsync(source.inspect({ tables: null }, call)))[0]!.checksum
    }
    const first = await figureOf(exported)
    expect(await figureOf({ ...exported, exportedAt: '2027-01-01T00:00:00.000Z' })).toBe(first)
    expect(await figureOf({ ...exported, plans: [{ name: 'nightly' }] })).not.toBe(first)
  })

  test.each(['settings-export.json', 'settings-restored.json'])('is refused by a folder that holds a %s', async (name) => {
    using setting = openSetting()
    write(setting, 'old', '{ "a": 1 }')
    await using source = await open(setting, 'old')
    const { bytes } = await collect(source)
    fs.mkdirSync(setting.at('new'))
    fs.writeFileSync(setting.at(`new/${name}`), JSON.stringify(exported))
    await using target = await open(setting, 'new')
    await expect(target.restore(partOf('settings.json', bytes), how('refuse'))).rejects.toMatchObject({ code: 'conflict' })
    await target.restore(partOf('settings.json', bytes), how('keep'))
    expect(fs.readdirSync(setting.at('new')).toSorted()).toEqual(['config.json', name])
    await target.restore(partOf('settings.json', bytes), how('replace'))
    expect(fs.readdirSync(setting.at('new'))).toEqual(['config.json'])
  })
})
