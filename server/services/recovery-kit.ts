import { join } from 'node:path'
import { type Zippable, zipSync } from 'fflate'
import { z } from 'zod'
import { Failure } from '../../plugins/failure.ts'
import { recipientOf } from '../archive/identities.ts'
import { seal } from '../archive/seal.ts'
import { passwordFault, passwordFaults, passwordLengthMax, passwordLengthMin } from '../domain/password.ts'
import { sealingKeySetting } from '../store/connection.ts'
import { version } from '../version.ts'
import { exportConfiguration } from './configuration-export.ts'
import { writeConfigurationText } from './configuration-text.ts'
import { IdentityService } from './identities.ts'
import type { Installation } from './installation.ts'
import { PlanService } from './plans.ts'
import { placesText } from './recovery-kit-places.ts'
import { readmeText } from './recovery-kit-readme.ts'
import { SourceService } from './sources.ts'
import { TargetService } from './targets.ts'

/** A kit as a file. Its bytes are as secret as what they open: never log them, never keep them. */
export interface RecoveryKit {
  readonly name: string
  readonly bytes: Uint8Array
  readonly isSealed: boolean
}

/** What is known of the newest kit. */
export interface RecoveryKitState {
  /** Null when none was made yet. */
  readonly madeAt: Date | null
  readonly isSealed: boolean
  /** What is newer than it and would be missed with it: the key of the secrets, or a key of age; null while it still fits. */
  readonly outdatedBy: 'key' | 'identities' | null
}

const setting = 'recovery_kit'
const keptSchema = z.object({ madeAt: z.iso.datetime(), isSealed: z.boolean(), keyId: z.string(), recipients: z.array(z.string()) })

/** Bits of a Unix mode, where a ZIP file keeps them. */
const fileMode = (mode: number) => ({ os: 3, attrs: ((0o100000 | mode) << 16) >>> 0 })

/** What restores backups where there is no Holdfast any more, in one small file. */
export class RecoveryKitService {
  readonly #installation: Installation

  constructor(installation: Installation) {
    this.#installation = installation
  }

  /** When the newest was made, and whether it still opens everything. */
  async state(): Promise<RecoveryKitState> {
    const { settings } = this.#installation.store
    const text = await settings.get(setting)
    const kept = keptSchema.safeParse(text === null ? null : JSON.parse(text))
    if (!kept.success) return { madeAt: null, isSealed: false, outdatedBy: null }
    const { madeAt, isSealed, keyId, recipients } = kept.data
    const now = await new IdentityService(this.#installation).list()
    const isKeyOther = (await settings.get(sealingKeySetting)) !== keyId
    const areKeysMissing = now.some((recipient) => !recipients.includes(recipient))
    return { madeAt: new Date(madeAt), isSealed, outdatedBy: isKeyOther ? 'key' : areKeysMissing ? 'identities' : null }
  }

  /** Makes one, sealed with the passphrase unless that is null, and remembers when. Throws `invalid` for a passphrase that would soon be guessed. */
  async make(passphrase: string | null): Promise<RecoveryKit> {
    if (passphrase !== null) checkPassphrase(passphrase)
    const { seams, store } = this.#installation
    const key = await this.#installation.secretKey()
    const identities = await new IdentityService(this.#installation).secretKeys()
    const recipients = await Promise.all(identities.map(recipientOf))
    const madeAt = seams.clock.now()
    const zip = zipSync(await this.#files({ key: key.text, identities, recipients, madeAt }), { mtime: madeAt, level: 9 })
    const isSealed = passphrase !== null
    const bytes = isSealed ? await sealed(zip, passphrase) : zip
    await store.settings.set(setting, JSON.stringify({ madeAt: madeAt.toISOString(), isSealed, keyId: key.id, recipients }))
    const name = `holdfast-recovery-kit-${dayOf(madeAt).replaceAll('-', '')}.zip`
    return { name: isSealed ? `${name}.age` : name, bytes, isSealed }
  }

  async #files({ key, identities, recipients, madeAt }: KitSecrets): Promise<Zippable> {
    const installation = this.#installation
    const nouns = {
      sources: await new SourceService(installation).list(),
      targets: await new TargetService(installation).list(),
      plans: await new PlanService(installation).list(),
    }
    // What was pinned or described may be much, and lies beside no archive: it is in the backups of the settings.
    const configuration = { ...(await exportConfiguration(installation, 'reference')), backups: [] }
    const readme = readmeText({ version, day: dayOf(madeAt), hasIdentities: identities.length > 0 })
    const keys = identities.map((identity, at) => `# public key: ${recipients[at]}\n${identity}\n`)
    return {
      'README.txt': [text(readme), fileMode(0o644)],
      'restore.py': [await this.#shipped('recovery', 'restore.py'), fileMode(0o755)],
      'places.txt': [text(`${placesText(nouns)}\n`), fileMode(0o600)],
      'configuration.json': [text(writeConfigurationText(configuration, 'json')), fileMode(0o600)],
      'secret.key': [text(`${key}\n`), fileMode(0o600)],
      ...(keys.length === 0 ? {} : { 'identities.txt': [text(keys.join('')), fileMode(0o600)] }),
      'FORMAT.md': [await this.#shipped('FORMAT.md'), fileMode(0o644)],
    } satisfies Zippable
  }

  /** A file that comes with the program. */
  async #shipped(...names: string[]): Promise<Uint8Array> {
    await using file = await this.#installation.seams.files.open(join(import.meta.dirname, '..', 'archive', ...names), 'r')
    return new Uint8Array(await file.readFile())
  }
}

interface KitSecrets {
  readonly key: string
  readonly identities: readonly string[]
  readonly recipients: readonly string[]
  readonly madeAt: Date
}

/** Throws `invalid` that says what is wrong with it, never the passphrase itself. */
function checkPassphrase(passphrase: string): void {
  const fault = passwordFault(passphrase)
  if (fault === null) return
  throw new Failure('invalid', `The passphrase ${passwordFaults[fault]}.`, {
    remedy: `Choose one of ${passwordLengthMin} to ${passwordLengthMax} characters that nobody would guess; some words in a row do well.`,
    detail: { fields: ['passphrase'], fault },
  })
}

async function sealed(zip: Uint8Array, passphrase: string): Promise<Uint8Array> {
  const plain = (async function* () {
    yield zip
  })()
  const pieces: Uint8Array[] = []
  for await (const piece of seal(plain, { passphrase })) pieces.push(piece)
  return new Uint8Array(Buffer.concat(pieces))
}

function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10)
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content)
}
