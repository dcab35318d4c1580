import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Ran {
  readonly status: number | null
  readonly output: Buffer
  readonly errors: string
}

/** Runs a stock program to its end. */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly input?: Uint8Array; readonly folder?: string } = {},
): Ran {
  const done = spawnSync(command, args, { input: options.input, cwd: options.folder, maxBuffer: 256 * 1024 ** 2 })
  if (done.error) throw done.error
  return { status: done.status, output: done.stdout, errors: done.stderr.toString() }
}

/** A folder of the test's own, gone when it ends. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'holdfast-test-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}
