import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { recoveryKitCommand } from '../../../server/commands/recovery-kit.ts'
import { DataFolder } from './data-folder.ts'

let data: DataFolder
beforeEach(async () => {
  data = await DataFolder.open()
})
afterEach(() => data[Symbol.asyncDispose]())

test('an unsealed kit is a file for its owner alone, written over nothing', async () => {
  const ran = await data.run(recoveryKitCommand, ['kit.zip', '--unsealed'])
  expect([ran.code, ran.err]).toEqual([0, []])
  const path = join(data.path, 'kit.zip')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(Object.keys(unzipSync(await readFile(path)))).toContain('secret.key')
  const again = await data.run(recoveryKitCommand, ['kit.zip', '--unsealed'])
  expect([again.code, again.err[0]]).toEqual([6, expect.stringContaining('is there already')])
  expect((await data.run(recoveryKitCommand, ['nowhere/kit.zip', '--unsealed'])).code).not.toBe(0)
})

test('a passphrase comes on standard input, seals it, and a weak one leaves no file', async () => {
  const run = async (name: string, passphrase: string) => {
    const main = join(import.meta.dirname, '../../../server/main.ts')
    const env = { ...process.env, ...data.env }
    const child = spawn(process.execPath, [main, 'recovery-kit', name], { cwd: data.path, env, stdio: ['pipe', 'pipe', 'pipe'] })
    const pieces: Buffer[] = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => pieces.push(piece))
    child.stdin.end(`${passphrase}\n`)
    const [code] = await once(child, 'close')
    return { code, said: Buffer.concat(pieces).toString() }
  }
  const made = await run('kit.age', 'canary words in a row')
  expect([made.code, made.said]).toEqual([0, expect.stringContaining('age -d')])
  expect((await readFile(join(data.path, 'kit.age'), 'utf8')).startsWith('age-encryption.org/v1')).toBe(true)
  const weak = await run('weak.age', 'canary')
  expect([weak.code, weak.said]).toEqual([2, expect.stringContaining('The passphrase is shorter than 10 characters.')])
  await expect(stat(join(data.path, 'weak.age'))).rejects.toThrow()
  const entries = await data.installation.store.audit.list({}, { limit: 10 })
  expect(entries.map(({ action, actorName }) => [action, actorName])).toEqual([['recovery_kit.make', 'command line']])
  expect(`${JSON.stringify(entries)} ${made.said} ${weak.said}`).not.toContain('canary')
})
