import { gunzipSync, gzipSync } from 'node:zlib'
import { Failure } from '../../plugins/failure.ts'
import type { ImportMode } from './configuration-import.ts'
import type { Installation } from './installation.ts'

/** A document that somebody has looked at and not yet agreed to. */
export interface CarriedConfiguration {
  readonly document: unknown
  readonly mode: ImportMode
}

const bytesMax = 64 * 1024 * 1024

/** A document as a text that a page can carry until somebody agrees: nobody else can open it, for passwords may stand in it. */
export function carryConfiguration({ store }: Pick<Installation, 'store'>, carried: CarriedConfiguration, actor: string): string {
  return store.sealer.seal(gzipSync(JSON.stringify(carried)).toString('base64'), contextFor(actor))
}

/** What was carried. Throws `invalid` for what this installation did not seal for this person with the key that is in force. */
export function openCarried({ store }: Pick<Installation, 'store'>, text: string, actor: string): CarriedConfiguration {
  try {
    const packed = Buffer.from(store.sealer.open(text, contextFor(actor)), 'base64')
    return JSON.parse(gunzipSync(packed, { maxOutputLength: bytesMax }).toString('utf8'))
  } catch (error) {
    throw new Failure('invalid', 'What was looked at is not at hand any more.', { remedy: 'Choose the file again.', cause: error })
  }
}

function contextFor(actor: string): string {
  return `configuration that ${actor} looked at`
}
