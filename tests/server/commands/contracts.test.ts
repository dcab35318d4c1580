import { expect, test } from 'vitest'
import { contractsCommand } from '../../../server/commands/contracts.ts'
import { runCommandLine } from '../../../server/commands/frame.ts'
import { recordingIo } from './command-io.ts'
import { openCommandPlace } from './noun-place.ts'

test('what the contracts act on is chosen and shown', async () => {
  await using place = await openCommandPlace()
  await place.run('source add app --dialect sqlite --set path=app.db --no-test')
  await place.run('source add shop --dialect sqlite --set path=app.db --no-test')
  const run = async (line: string) => {
    const { io, out, err } = recordingIo({ cwd: place.folder, env: { HOLDFAST_DATA: 'data' } })
    const code = await runCommandLine(line.split(' '), { contracts: { load: async () => contractsCommand } }, io)
    return { code, out, err }
  }
  expect(await run('contracts set B --source shop --zone Asia/Shanghai')).toMatchObject({ code: 0, err: [] })
  const { out } = await run('contracts show')
  expect(out).toEqual([
    expect.stringMatching(/^CONTRACT +SOURCE +FILES +TARGET$/),
    expect.stringMatching(/^a +app \(the first\) +- +local \(the first\)$/),
    expect.stringMatching(/^b +shop +- +local \(the first\)$/),
    ...['c', 'd', 'e'].map((letter) => expect.stringMatching(new RegExp(`^${letter} `))),
    'Times are those of Asia/Shanghai.',
  ])
  expect((await run('contracts set b --source none')).out[2]).toMatch(/^b +app \(the first\)/)
  expect(JSON.parse((await run('contracts show --json')).out[0]!)).toMatchObject({
    zone: 'Asia/Shanghai',
    contracts: { b: { source: 'app' } },
  })
  for (const [line, code, message] of [
    ['contracts set f --source app', 2, 'no contract "f"'],
    ['contracts set b --source nobody', 4, 'no source "nobody"'],
    ['contracts set b --source holdfast', 2, 'no database'],
    ['contracts set b --zone Mars/Olympus', 2, 'no IANA time zone'],
    ['contracts show --zone UTC', 2, 'means nothing'],
  ] as const) {
    const refused = await run(line)
    expect(refused.code, line).toBe(code)
    expect(refused.err.join('\n')).toContain(message)
  }
})
