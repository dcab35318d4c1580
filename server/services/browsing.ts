import type { Call } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { BrowsedEntry, BrowseResult } from '../domain/browsed.ts'
import { requirePrefix } from '../plugins/keys.ts'
import type { Installation } from './installation.ts'
import { findNoun } from './names.ts'
import { runTrial, trialFrame } from './probing.ts'

export interface BrowseWish {
  /** Below the prefix of the target; empty for its root. */
  readonly prefix: string
  /** The `nextCursor` of the page before; null for the first one. */
  readonly cursor: string | null
  readonly limit: number
}

/** What lies directly below a prefix of a target: ours, and whatever others put there. */
export interface BrowsedPage {
  readonly prefix: string
  readonly entries: readonly BrowsedEntry[]
  readonly nextCursor: string | null
  /** False where so much lies there that not all of it was looked at. */
  readonly isWhole: boolean
}

/** Looks at what lies at a target. Reads names and sizes only, never content. */
export class BrowseService {
  readonly #installation: Installation

  constructor(installation: Installation) {
    this.#installation = installation
  }

  /** Throws `not_found` for the target, `invalid` for the prefix or cursor, and what listing it met. */
  async browse(targetNameOrId: string, { prefix, cursor, limit }: BrowseWish, call: Call): Promise<BrowsedPage> {
    const { store } = this.#installation
    const { kind, config, prefix: root, identity } = await findNoun(targetNameOrId, 'target', store.targets)
    const below = checkPrefix(prefix)
    const specification = {
      ...trialFrame(this.#installation),
      kind: 'browse',
      target: { name: kind, config, root, identity },
      prefix: root + below,
      after: cursor === null ? '' : placeOf(cursor),
      limit,
    } as const
    const { entries, next, isWhole } = (await runTrial(this.#installation, specification, call)) as BrowseResult
    return { prefix: below, entries, nextCursor: next === null ? null : Buffer.from(next).toString('base64url'), isWhole }
  }
}

/** Empty, or a path that ends in one slash. */
function checkPrefix(given: string): string {
  const path = given.replace(/^\/+|\/+$/g, '')
  const prefix = path === '' ? '' : `${path}/`
  try {
    requirePrefix(prefix)
    return prefix
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw new Failure('invalid', `The prefix can't be looked below: ${error.message}.`, {
      remedy: 'Give folders joined by "/", as the list names them.',
      detail: { fields: ['prefix'] },
      cause: error,
    })
  }
}

function placeOf(cursor: string): string {
  const place = Buffer.from(cursor, 'base64url').toString('utf8')
  if (/^[^/\u0000]{1,900}\u0000[01]$/.test(place)) return place
  throw new Failure('invalid', 'The cursor is none that a list gave.', {
    remedy: 'Begin at the first page.',
    detail: { fields: ['cursor'] },
  })
}
