import { createHash, type Hash } from 'node:crypto'
import type { SectionFigure } from '../../contract.ts'
import type { Entry } from './entry.ts'
import { microseconds } from './file-times.ts'
import { toText } from './path.ts'

const flushAtLength = 64 * 1024

/** The name of a tree's one figure. No section has it: the paths of those are relative. */
export const treeFigureName = '/'

/**
 * A digest over what a tree consists of, in walk order: path, kind, permissions, size, time to the microsecond, target. Not over content, which
 * an incremental doesn't read. Left out, because not every restore can bring them back and a drill must not fail for it: owners (only root can give
 * files away), pipes and devices (Node can't make them), and nanoseconds (Node sets times as floating-point seconds).
 */
export class TreeDigest {
  readonly #hash: Hash = createHash('sha256')
  #pending = ''
  #entries = 0

  add(entry: Entry): void {
    if (entry.kind === 'fifo' || entry.kind === 'character' || entry.kind === 'block') return
    this.#entries += 1
    this.#pending += `${toText(entry.path)}\0${entry.kind} ${entry.mode} ${entry.sizeBytes} ${microseconds(entry.mtimeNs)}\0${toText(entry.target)}\0`
    if (this.#pending.length < flushAtLength) return
    this.#hash.update(this.#pending)
    this.#pending = ''
  }

  /** Ends the digest: nothing can be added after. */
  figure(): SectionFigure {
    this.#hash.update(this.#pending)
    return { name: treeFigureName, rows: this.#entries, checksum: this.#hash.digest('hex') }
  }
}
