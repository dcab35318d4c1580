import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { memoryTargetPlugin } from '../../../plugins/conformance/memory-target.ts'
import { notesDialectPlugin } from '../../../plugins/conformance/notes-dialect.ts'
import { type OpenContext, openDialect, openScratch, openTarget } from '../../../server/plugins/open.ts'
import { createRegistry } from '../../../server/plugins/registry.ts'
import { call, collect, jumpingClock, openWorkplace, type Workplace } from './workplace.ts'

const leaky = memoryTargetPlugin('leaky', ({ config }) => {
  throw new Error(`can't log in with ${config.password}`)
})

function contextOf({ host }: Workplace): OpenContext {
  const plugins = [memoryTargetPlugin('memory'), leaky, notesDialectPlugin('notes')]
  const builtin = plugins.map((plugin) => ({ kind: plugin.kind, name: plugin.name, load: async () => ({ default: plugin }) }))
  return { registry: createRegistry({ paths: [], builtin }), host, clock: jumpingClock(), idleMs: null }
}

describe('opening', () => {
  test('fills in defaults and guards the instance', async () => {
    await using place = await openWorkplace()
    await using target = await openTarget({ name: 'memory', config: { path: '/x' } }, contextOf(place))
    await expect(target.stat('../x', call)).rejects.toMatchObject({ code: 'invalid' })
  })

  test('names every wrong field, but no value', async () => {
    await using place = await openWorkplace()
    const config = { pth: '/x', password: 7 }
    const error = await openTarget({ name: 'memory', config }, contextOf(place)).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'invalid', remedy: expect.stringContaining('path, password') })
    expect(error.message).toMatch(/pth: there is no such field, did you mean "path"\?.*path: .*password: /)
  })

  test('a field too many is refused even when all others are right', async () => {
    await using place = await openWorkplace()
    const opening = openTarget({ name: 'memory', config: { path: '/x', pasword: 'y' } }, contextOf(place))
    await expect(opening).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('pasword') })
  })

  test('an error of the plugin shows no secret', async () => {
    await using place = await openWorkplace()
    const opening = openTarget({ name: 'leaky', config: { path: '/x', password: 'hunter2' } }, contextOf(place))
    await expect(opening).rejects.toMatchObject({ code: 'internal', message: expect.not.stringContaining('hunter2') })
  })

  test('an aborted host opens nothing', async () => {
    await using place = await openWorkplace({ signal: AbortSignal.abort('over') })
    await expect(openTarget({ name: 'memory', config: { path: '/x' } }, contextOf(place))).rejects.toBe('over')
  })

  test('a dialect and its scratch are guarded too, and scratch leaves nothing', async () => {
    await using place = await openWorkplace()
    await mkdir(join(place.folder, 'source'))
    await writeFile(join(place.folder, 'source', 'a.txt'), 'x')
    await using source = await openDialect({ name: 'notes', config: { path: join(place.folder, 'source') } }, contextOf(place))
    expect((await collect(source.dump({ tables: null }, { ...call, parent: null }))).at(-1)).toEqual({ type: 'trailer' })
    {
      await using scratch = await openScratch({ name: 'notes', config: null }, contextOf(place))
      expect(await collect(scratch.dialect.inspect({ tables: null }, call))).toEqual([])
    }
    expect(await readdir(place.folder)).toEqual(['source'])
  })
})
