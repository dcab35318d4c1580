import type { DialectSupports, DumpEvent, SectionStart } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'

const fingerprintBytesMax = 64

/** Checks the order of a dump's events: a dump that does not end as its format says it must is no backup, whatever its tool's exit code. */
export class DumpProtocol {
  readonly #supports: Pick<DialectSupports, 'unchanged'>
  #parts = 0
  #state: 'outside' | 'inside' | 'ended' = 'outside'
  #part = ''

  constructor(supports: Pick<DialectSupports, 'unchanged'>) {
    this.#supports = supports
  }

  /** Throws `corrupt` when a part ends without its trailer, `internal` when the dialect breaks another rule of `DumpEvent`. */
  see(event: DumpEvent): void {
    switch (event.type) {
      case 'part':
        this.#requireTrailer()
        requirePartName(event.name)
        this.#parts += 1
        this.#part = event.name
        this.#state = 'inside'
        return
      case 'bytes':
        this.#requireInside('bytes')
        if (event.bytes.byteLength === 0) throw broken(`empty bytes in ${this.#part}`)
        requireStarts(event.starts ?? [], event.bytes.byteLength)
        return
      case 'unchanged':
        this.#requireInside('an unchanged section')
        if (!this.#supports.unchanged) throw broken('an unchanged section, which it says it never emits')
        return
      case 'trailer':
        this.#requireInside('a trailer')
        this.#state = 'ended'
        return
      case 'figure':
        if (this.#parts === 0) throw broken('a figure before any part')
        return
      case 'warning':
        return
    }
  }

  /** The dump is over. Throws like `see`. */
  end(): void {
    this.#requireTrailer()
    if (this.#parts === 0) throw new Failure('corrupt', 'the dump ended without a single part', { remedy: remedyOfCorrupt })
  }

  #requireTrailer(): void {
    if (this.#state !== 'inside') return
    throw new Failure('corrupt', `the dump of ${this.#part} ended without its trailer, so it is not complete`, { remedy: remedyOfCorrupt })
  }

  #requireInside(what: string): void {
    if (this.#state === 'outside') throw broken(`${what} before any part`)
    if (this.#state === 'ended') throw broken(`${what} after the trailer of ${this.#part}`)
  }
}

const remedyOfCorrupt = 'Look at the log for why the source stopped, then run the backup again.'

function requirePartName(name: string): void {
  if (/^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)*$/.test(name)) return
  throw broken(`a part named ${JSON.stringify(name)}, which can't name an entry of an archive`)
}

function requireStarts(starts: readonly SectionStart[], sizeBytes: number): void {
  let lowest = 0
  for (const start of starts) {
    if (!Number.isSafeInteger(start.at) || start.at < lowest || start.at >= sizeBytes) {
      throw broken(`section ${JSON.stringify(start.name)} starting at ${start.at} of ${sizeBytes} bytes, after one at ${lowest}`)
    }
    if ((start.fingerprint?.byteLength ?? 0) > fingerprintBytesMax) throw broken(`a fingerprint of more than ${fingerprintBytesMax} bytes`)
    lowest = start.at + 1
  }
}

function broken(what: string): Failure {
  return new Failure('internal', `the dialect emitted ${what}`, {
    remedy: 'Report this to the author of the dialect: its dump breaks the contract.',
  })
}
