import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { Command } from '../../../server/commands/command.ts'
import { runCommandLine } from '../../../server/commands/frame.ts'
import { restoreCommand } from '../../../server/commands/restore.ts'
import { undoCommand } from '../../../server/commands/undo.ts'
import { type House, openHouse } from '../../support/installation.ts'
import { openShop, people, peopleNow, peopleThen } from '../control/restore-fixture.ts'
import { recordingIo } from './command-io.ts'

const table = {
  restore: { load: async (): Promise<Command> => restoreCommand },
  undo: { load: async (): Promise<Command> => undoCommand },
}

/** Runs a command in the folder of the house, on its data folder and by its clock: by another one the worker beside it would count as gone. */
async function run(house: House, ...words: string[]) {
  const { seams } = house.installation
  const { io, out, err } = recordingIo({ cwd: house.folder, env: { HOLDFAST_DATA: house.path('data') }, seams })
  const code = await runCommandLine(words, table, io)
  return { code, out: out.join('\n'), err: err.join('\n') }
}

/** Works off the queue of the house as a daemon beside the command would do it. */
async function beside<Result>(house: House, work: () => Promise<Result>): Promise<Result> {
  const stop = new AbortController()
  const running = house.worker().run(stop.signal)
  try {
    return await work()
  } finally {
    stop.abort()
    await running
  }
}

test('a dry run shows the plan and touches nothing', async () => {
  await using house = await openHouse()
  const { backup } = await openShop(house)
  const shown = await run(house, 'restore', backup.id.slice(0, 8), '--to', 'shop', '--dry-run')
  expect(shown.code).toBe(0)
  expect(shown.out).toContain('replaced tables: people, visits')
  expect(shown.out).toContain('tables that go away: orders')
  const refused = await run(house, 'restore', backup.name, '--to', 'shop', '--existing', 'refuse', '--dry-run', '--json')
  expect(refused.code).toBe(6)
  expect(JSON.parse(refused.out).problems).toMatchObject([{ code: 'conflict' }])
  expect(people(house)).toEqual(peopleNow)
  expect(await house.installation.store.jobs.list({ kind: 'restore' }, { limit: 1 })).toEqual([])
})

test('where data would be replaced and nobody can be asked, --yes is needed; undo brings it back', async () => {
  await using house = await openHouse()
  const { backup } = await openShop(house)
  const refused = await run(house, 'restore', backup.name, '--to', 'shop')
  expect(refused).toMatchObject({ code: 6, err: expect.stringContaining('--yes') })
  expect(people(house)).toEqual(peopleNow)
  await beside(house, async () => {
    expect(await run(house, 'restore', backup.name, '--to', 'shop', '--yes')).toMatchObject({ code: 0 })
    expect(people(house)).toEqual(peopleThen)
    const [job] = await house.installation.store.jobs.list({ kind: 'restore' }, { limit: 1 })
    expect(await run(house, 'undo', job!.id.slice(0, 8), '--yes')).toMatchObject({ code: 0 })
    expect(await run(house, 'undo', job!.id, '--yes')).toMatchObject({ code: 6, err: expect.stringContaining('undone already') })
  })
  expect(people(house)).toEqual(peopleNow)
})

test('a word with a slash, or that is a file here, is an archive; anything else a backup; --to always means a backup', async () => {
  await using house = await openHouse()
  await writeFile(house.path('here.zip'), 'no archive')
  expect((await run(house, 'restore', 'folder/none.zip', '--into', 'sqlite:new.db')).err).toContain('There is no none.zip')
  expect((await run(house, 'restore', './none.zip')).err).toContain('--into is missing')
  expect((await run(house, 'restore', 'here.zip', '--into', 'sqlite:new.db', '--yes')).err).toContain('--yes means nothing here')
  expect((await run(house, 'restore', 'none.zip', '--into', 'sqlite:new.db')).err).toContain('There is no backup "none.zip"')
  expect((await run(house, 'restore', 'here.zip', '--to', 'shop')).err).toContain('There is no backup "here.zip"')
  expect((await run(house, 'restore', 'none.zip', '--identity', 'keys', '--to', 'shop')).err).toContain('--identity means nothing here')
  expect(await run(house, 'restore')).toMatchObject({ code: 2, err: expect.stringContaining('not said what to restore') })
})
