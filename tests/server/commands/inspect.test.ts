import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inspectCommand } from '../../../server/commands/inspect.ts'
import { recordingIo } from './command-io.ts'

const options = { identity: undefined, 'passphrase-file': undefined }

async function inspect(content: string, json = false) {
  const cwd = await mkdtemp(join(tmpdir(), 'holdfast-test-'))
  try {
    await writeFile(join(cwd, 'upload'), content)
    const recorded = recordingIo({ cwd, json })
    const code = await inspectCommand.run({ positionals: ['upload'], options, io: recorded.io })
    return { code, ...recorded }
  } finally {
    await rm(cwd, { recursive: true })
  }
}

test('a dump is described in lines and its tables counted', async () => {
  const { code, out, err } = await inspect('PRAGMA foreign_keys=OFF;\nCREATE TABLE t (a);\nINSERT INTO t VALUES (1);\n')
  expect([code, err]).toEqual([0, []])
  expect(out.join('\n')).toMatch(/SQL text.*sqlite.*backup\.sql.* {2}t: 1 row, 25 B/s)
})

test('with --json it is one object', async () => {
  const { code, out } = await inspect('CREATE TABLE t (a);\n', true)
  expect(code).toBe(0)
  expect(out).toHaveLength(1)
  expect(JSON.parse(out[0]!)).toMatchObject({ form: 'sql', dialect: null, tables: [{ name: 't' }], problems: [] })
})

test('the exit code says what is against restoring it', async () => {
  const refused = await inspect(`ATTACH '/tmp/\u001b[31mx' AS y;\n`)
  expect(refused.code).toBe(2)
  expect(refused.err.join('\n')).toContain('ATTACH')
  expect(refused.err.join('\n')).not.toContain('\u001b')
  expect((await inspect('CREATE TABLE t (a')).code).toBe(5)
  expect((await inspect('SQLite format 3\0')).code).toBe(10)
  expect((await inspect('age-encryption.org/v1\n-> X25519 a\nb\n--- c\n')).code).toBeGreaterThan(1)
})

test('a file that is not there is no report', async () => {
  const { io } = recordingIo({ cwd: '/nonexistent' })
  await expect(inspectCommand.run({ positionals: ['upload'], options, io })).rejects.toMatchObject({ code: 'not_found' })
})
