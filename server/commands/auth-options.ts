import { type Auth, openAuth } from '../auth/auth.ts'
import type { Installation } from '../services/installation.ts'
import type { CommandIo, OptionTable } from './command.ts'
import { openData } from './data-options.ts'

export const roleOption = {
  role: {
    type: 'string',
    placeholder: 'ROLE',
    choices: ['viewer', 'backup_operator', 'admin'],
    help: 'What it may do: look (viewer), make backups too (backup_operator), everything (admin).',
  },
} as const satisfies OptionTable

/** An installation and who may come in there. The caller disposes it. */
export interface GuardedData extends AsyncDisposable {
  readonly installation: Installation
  readonly auth: Auth
}

/** The installation that a command works on, with its users and keys. Works beside a running daemon or without one. */
export async function openGuardedData(io: CommandIo, options: { readonly data: string | undefined }): Promise<GuardedData> {
  const installation = await openData(io, options)
  return { installation, auth: openAuth(installation), [Symbol.asyncDispose]: () => installation[Symbol.asyncDispose]() }
}
