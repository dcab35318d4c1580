import { tmpdir } from 'node:os'
import type { Bytes, Call, Log, Target } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { Backup, Copy } from '../domain/backup.ts'
import type { Target as KeptTarget } from '../domain/target.ts'
import { openJobFolder } from '../engine/job-folder.ts'
import { requireIdentity } from '../engine/target-identity.ts'
import { createHost } from '../plugins/host.ts'
import { openTarget } from '../plugins/open.ts'
import { type ByteRange, type Content, contentOfArchive, contentOfPart } from './downloads-content.ts'
import type { Installation } from './installation.ts'
import { findNoun } from './names.ts'

/** A target that gives nothing for this long is not waited for. */
const stalledMs = 60_000

export interface DownloadWish extends Call {
  /** The name or id of the target to read from; whichever answers first in order if absent. */
  readonly target?: string
  /** An entry of the archive instead of the archive, like `backup.sql`: plain bytes, put together from it and those it refers to. */
  readonly part?: string
  /** Only these tables (of a tree: these paths) of the part, or of the one part that holds them. */
  readonly tables?: readonly string[]
}

/** What can be downloaded, open at its target. Dispose closes the target; so does reading to the end, an error, or leaving off. */
export interface Download extends AsyncDisposable {
  /** As the file should be called. */
  readonly name: string
  /** Of all of it. */
  readonly sizeBytes: number
  /** Null for a part, whose bytes nobody has hashed as a whole. */
  readonly sha256: string | null
  /** Equal for equal bytes. */
  readonly tag: string
  /** The name of the target that it is read from. */
  readonly target: string
  /** Once. Throws rather than ends when fewer bytes come than the range has. */
  read(range?: ByteRange): Bytes
}

/** Each holds a connection to a target and what it is decoded with; more would take what backups need. */
const openMax = 64

/** Archives and what is in them, read for people to keep. */
export class DownloadService {
  readonly #installation: Installation
  readonly #openMax: number
  #openCount = 0

  constructor(installation: Installation, limits = { openMax }) {
    this.#installation = installation
    this.#openMax = limits.openMax
  }

  /**
   * Opens the first kept copy that answers, the one verified last first; the caller disposes it. Throws `not_found` when no copy is known or there,
   * `conflict` for a backup that is being removed, `denied` for a part of a sealed archive that nothing here opens, `unavailable` when
   * too many are open, and what the first of the targets said when none could be read.
   */
  async open(backup: Backup, wish: DownloadWish): Promise<Download> {
    if (backup.state !== 'kept') {
      throw new Failure('conflict', `${backup.name} is being removed.`, { remedy: 'Choose another backup.' })
    }
    const places = await this.#places(backup, wish)
    let failure: unknown = null
    for (const place of places) {
      try {
        return await this.#openAt(place, backup, wish)
      } catch (error) {
        wish.signal.throwIfAborted()
        // What is wrong with the wish is wrong at every target.
        if (error instanceof Failure && error.code === 'invalid') throw error
        failure ??= error
      }
    }
    throw failure
  }

  async #places(backup: Backup, { target: wanted }: DownloadWish): Promise<readonly Place[]> {
    const { store } = this.#installation
    const only = wanted === undefined ? null : await findNoun(wanted, 'target', store.targets)
    const targets = only === null ? await store.targets.list() : [only]
    const copies = await store.copies.list(backup.id)
    const places = copies.flatMap((copy) => {
      const target = targets.find(({ id }) => id === copy.targetId)
      return target === undefined || copy.state !== 'kept' ? [] : [{ copy, target }]
    })
    if (places.length === 0) throw noCopy(backup, only)
    const verified = ({ copy }: Place) => copy.verifiedAt?.getTime() ?? 0
    return places.sort((one, other) => verified(other) - verified(one))
  }

  async #openAt({ copy, target: kept }: Place, backup: Backup, wish: DownloadWish): Promise<Download> {
    const { registry, seams, newId } = this.#installation
    await using opening = new AsyncDisposableStack()
    this.#take(opening)
    const stop = new AbortController()
    opening.defer(() => stop.abort(new DOMException('The download has ended.', 'AbortError')))
    const signal = AbortSignal.any([wish.signal, stop.signal])
    const folder = opening.use(await openJobFolder(newId(), tmpdir(), seams))
    const host = createHost({ seams, log: silent, signal, temporaryRoot: folder.path })
    const use = { name: kept.kind, config: { ...kept.config } }
    const target = await answeringOf(kept, async () => {
      const opened = opening.use(await openTarget(use, { registry, host, clock: seams.clock, idleMs: stalledMs }))
      if (kept.identity !== null) await requireIdentity({ target: opened, root: kept.prefix, identity: kept.identity }, { signal })
      return opened
    })
    const content = await this.#content({ target, key: copy.key }, backup, { ...wish, signal })
    return downloadOf(content, { backup, target: kept.name, opened: opening.move() })
  }

  /** Takes one of the places there are; the stack gives it back. */
  #take(opening: AsyncDisposableStack): void {
    if (this.#openCount >= this.#openMax) {
      throw new Failure('unavailable', `There are ${this.#openMax} downloads already.`, { remedy: 'Wait for one of them to end.' })
    }
    this.#openCount += 1
    opening.defer(() => {
      this.#openCount -= 1
    })
  }

  async #content(at: { readonly target: Target; readonly key: string }, backup: Backup, wish: DownloadWish): Promise<Content> {
    if (wish.part === undefined && wish.tables === undefined) return contentOfArchive(at, backup, wish)
    const entrusted = await this.#installation.store.settings.getSecret('identities')
    const identities: readonly string[] = entrusted === null ? [] : JSON.parse(entrusted)
    if (backup.isSealed && identities.length === 0) {
      throw new Failure('denied', `${backup.name} is sealed, and nothing here opens it.`, {
        remedy: 'Download the whole archive and open it with your identity, or entrust that to this installation.',
      })
    }
    return contentOfPart({ ...at, identities }, { archiveName: backup.name, part: wish.part ?? null, tables: wish.tables ?? null }, wish)
  }
}

interface Place {
  readonly copy: Copy
  readonly target: KeptTarget
}

function downloadOf(
  content: Content,
  of: { readonly backup: Backup; readonly target: string; readonly opened: AsyncDisposableStack },
): Download {
  const { name, sizeBytes, sha256, variant } = content
  return {
    name,
    sizeBytes,
    sha256,
    tag: variant === null ? of.backup.sha256 : `${of.backup.sha256}-${variant}`,
    target: of.target,
    read: (range = { fromByte: 0, toByte: sizeBytes }) => readWhole(content, range, of.opened),
    [Symbol.asyncDispose]: () => of.opened.disposeAsync(),
  }
}

async function* readWhole(content: Content, range: ByteRange, opened: AsyncDisposableStack): Bytes {
  try {
    let leftBytes = range.toByte - range.fromByte
    for await (const piece of content.read(range)) {
      leftBytes -= piece.length
      if (leftBytes < 0) break
      yield piece
    }
    if (leftBytes === 0) return
    throw new Failure('corrupt', `${content.name} gave other bytes than it has.`, { remedy: 'Verify this backup.' })
  } finally {
    await opened.disposeAsync()
  }
}

/** A target that refuses us must not look like a refusal of whoever asks. */
async function answeringOf<Result>({ name }: KeptTarget, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'unavailable') throw error
    throw new Failure('unavailable', `The target "${name}" can not be read: ${error.message}`, {
      remedy: error.remedy ?? 'Test the target.',
      cause: error,
    })
  }
}

function noCopy(backup: Backup, target: KeptTarget | null): Failure {
  const where = target === null ? '' : ` at ${target.name}`
  return new Failure('not_found', `There is no copy of ${backup.name}${where} that could be read.`, {
    remedy: 'Rescan the target if it has come back, or choose another backup.',
  })
}

const silent: Log = { debug: () => {}, info: () => {}, warn: () => {} }
