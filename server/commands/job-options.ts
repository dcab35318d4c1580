import { readIdentities } from '../archive/identities.ts'
import type { CommandIo, OptionTable } from './command.ts'
import { parseMinutes, readText } from './settings.ts'

/** Options of every command that reads an archive or an earlier one. */
export const identityOptions = {
  identity: {
    type: 'string',
    multiple: true,
    placeholder: 'FILE',
    help: 'A file of age identities that opens a sealed archive; may be given several times.',
  },
  'passphrase-file': { type: 'string', placeholder: 'FILE', help: 'A file whose first line is the passphrase of a sealed archive.' },
} as const satisfies OptionTable

/** Options of every command that runs a job. */
export const limitOptions = {
  timeout: { type: 'string', placeholder: 'MINUTES', help: 'End the job after this long.' },
  'idle-timeout': { type: 'string', placeholder: 'MINUTES', help: 'End the job when nothing moved for this long; 30 if not given.' },
} as const satisfies OptionTable

interface IdentityValues {
  readonly identity?: readonly string[] | undefined
  readonly 'passphrase-file'?: string | undefined
}

const defaultIdleMs = 30 * 60_000

/** What the identity options name, read: identities as they are, a passphrase after `passphrase:`. */
export async function readKeys(values: IdentityValues, io: CommandIo): Promise<string[]> {
  const keys: string[] = []
  for (const path of values.identity ?? []) keys.push(...readIdentities(await readText(path, io)))
  const passphrase = await readPassphrase(values, io)
  return passphrase === null ? keys : [...keys, `passphrase:${passphrase}`]
}

/** The first line of the passphrase file; null when none is named. */
export async function readPassphrase(values: IdentityValues, io: CommandIo): Promise<string | null> {
  const path = values['passphrase-file']
  if (path === undefined) return null
  return (await readText(path, io)).split(/\r?\n/, 1)[0] ?? ''
}

export function limitsOf(values: { readonly timeout?: string | undefined; readonly 'idle-timeout'?: string | undefined }): {
  timeoutMs: number | null
  idleMs: number
} {
  return {
    timeoutMs: parseMinutes(values.timeout, 'timeout'),
    idleMs: parseMinutes(values['idle-timeout'], 'idle-timeout') ?? defaultIdleMs,
  }
}
