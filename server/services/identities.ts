import { Failure } from '../../plugins/failure.ts'
import { readIdentities, recipientOf } from '../archive/identities.ts'
import type { Nouns } from '../store/store.ts'
import type { Installation } from './installation.ts'

const setting = 'identities'

/**
 * The secret keys of age that were entrusted to this installation, kept sealed. With them sealed backups can be drilled, restored and referred to
 * without a person; without any, a stolen installation opens nothing.
 */
export class IdentityService {
  readonly #installation: Installation

  constructor(installation: Installation) {
    this.#installation = installation
  }

  /** The public half of each. */
  async list(): Promise<string[]> {
    return Promise.all((await read(this.#installation.store)).map(recipientOf))
  }

  /** The secret keys themselves, for the recovery kit alone. Never show them, and never log them. */
  async secretKeys(): Promise<string[]> {
    return read(this.#installation.store)
  }

  /** Takes in the keys of an identity file and returns the public half of those that are new. Throws `invalid` for what is no such file. */
  async add(text: string): Promise<string[]> {
    const given = readIdentities(text)
    // Each is opened once, so that what is kept is known to work.
    const recipients = new Map<string, string>()
    for (const identity of given) recipients.set(identity, await recipientOf(identity))
    return this.#installation.store.transaction(async (nouns) => {
      const kept = await read(nouns)
      const fresh = [...recipients.keys()].filter((identity) => !kept.includes(identity))
      await nouns.settings.setSecret(setting, JSON.stringify([...kept, ...fresh]))
      return fresh.map((identity) => recipients.get(identity)!)
    })
  }

  /** Forgets one by its public half. Throws `not_found`. */
  async remove(recipient: string): Promise<void> {
    const kept = await read(this.#installation.store)
    const recipients = await Promise.all(kept.map(recipientOf))
    const at = recipients.indexOf(recipient)
    if (at < 0) {
      throw new Failure('not_found', 'No key with this public half was entrusted to this installation.', {
        remedy: '"holdfast identity list" shows those that were.',
      })
    }
    await this.#installation.store.transaction(async (nouns) => {
      const left = (await read(nouns)).filter((identity) => identity !== kept[at])
      await nouns.settings.setSecret(setting, JSON.stringify(left))
    })
  }
}

async function read({ settings }: Pick<Nouns, 'settings'>): Promise<string[]> {
  const text = await settings.getSecret(setting)
  return text === null ? [] : JSON.parse(text)
}
