import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pluginCommand } from '../../../server/commands/plugin.ts'
import { systemSeams } from '../../../server/seams/seams.ts'

interface Ran {
  readonly code: number
  readonly lines: readonly string[]
}

async function run(cwd: string, positionals: readonly string[], options: Readonly<Record<string, unknown>> = {}): Promise<Ran> {
  const lines: string[] = []
  const io = {
    out: (line: string) => lines.push(line),
    cwd,
    env: {},
    json: options['json'] === true,
    seams: systemSeams(),
    signal: new AbortController().signal,
  }
  const code = await pluginCommand.run({ positionals, options, io } as never)
  return { code, lines }
}

async function openFolder() {
  const path = await mkdtemp(join(tmpdir(), 'holdfast-plugin-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

describe('plugin new', () => {
  test.each(['target', 'dialect'])('writes a %s that passes its suite as it is', async (kind) => {
    await using folder = await openFolder()
    expect((await run(folder.path, ['new', kind, 'my-own'])).code).toBe(0)
    const { code, lines } = await run(folder.path, ['check', 'my-own'])
    expect(lines.filter((line) => line.startsWith('FAIL'))).toEqual([])
    expect(lines.at(-1)).toMatch(new RegExp(`^${kind} my-own: \\d\\d passed, 0 failed$`))
    expect(code).toBe(0)
    expect(await readFile(join(folder.path, 'my-own', 'conformance.test.ts'), 'utf8')).toContain("from 'node:test'")
  })

  test('overwrites nothing', async () => {
    await using folder = await openFolder()
    await run(folder.path, ['new', 'target', 'mine'])
    await expect(run(folder.path, ['new', 'target', 'mine'])).rejects.toMatchObject({ code: 'conflict' })
    await expect(run(folder.path, ['new', 'target', 'other'], { dir: 'no/such/place' })).rejects.toMatchObject({ code: 'not_found' })
  })

  test.each([
    ['widget', 'mine'],
    ['target', 'My Cloud'],
    ['target', '../out'],
    ['toString', 'mine'],
  ])('refuses %s %s', async (kind, name) => {
    await using folder = await openFolder()
    await expect(run(folder.path, ['new', kind, name])).rejects.toMatchObject({ code: 'invalid', remedy: expect.any(String) })
  })
})

describe('plugin check', () => {
  test('fails with every reason when the plugin is wrong', async () => {
    await using folder = await openFolder()
    await run(folder.path, ['new', 'target', 'forgetful'])
    const file = join(folder.path, 'forgetful', 'index.ts')
    const source = await readFile(file, 'utf8')
    await writeFile(file, source.replace('await this.#files.rm(this.#fileOf(key), { force: true })', ''))
    const { code, lines } = await run(folder.path, ['check', 'forgetful'])
    expect(code).toBe(1)
    expect(lines).toContain('FAIL  round trip: a removed object is gone')
    const json = await run(folder.path, ['check', 'forgetful'], { json: true })
    expect(json.lines.map((line) => JSON.parse(line)).filter(({ passed }) => !passed).length).toBeGreaterThan(0)
  })

  test('takes the configuration from the command line', async () => {
    await using folder = await openFolder()
    await run(folder.path, ['new', 'target', 'plain'])
    const file = join(folder.path, 'plain', 'index.ts')
    await writeFile(file, (await readFile(file, 'utf8')).replace('export const conformance', 'const unused'))
    await expect(run(folder.path, ['check', 'plain'])).rejects.toMatchObject({
      code: 'invalid',
      remedy: expect.stringContaining('makeConfig'),
    })
    await expect(run(folder.path, ['check', 'plain'], { set: ['pth=x'] })).rejects.toMatchObject({ code: 'invalid' })
    expect((await run(folder.path, ['check', 'plain'], { set: ['path={folder}/{random}'] })).code).toBe(0)
  })

  test('says what a file lacks that is no plugin', async () => {
    await using folder = await openFolder()
    await writeFile(join(folder.path, 'nothing.mjs'), 'export default {}')
    await expect(run(folder.path, ['check', 'nothing.mjs'])).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('"kind"'),
    })
    await expect(run(folder.path, ['check', 'absent.ts'])).rejects.toMatchObject({ code: 'not_found' })
  })
})

test('plugin list names the built-in plugins', async () => {
  await using folder = await openFolder()
  const { lines } = await run(folder.path, ['list'])
  for (const name of [/^target +local/, /^target +database/]) expect(lines.some((line) => name.test(line))).toBe(true)
})

test('anything else says what can be written', async () => {
  await using folder = await openFolder()
  await expect(run(folder.path, ['chek', 'x'])).rejects.toMatchObject({ code: 'invalid', remedy: expect.stringContaining('plugin check') })
})
