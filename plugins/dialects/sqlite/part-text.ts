import type { DumpEvent, SectionFigure, SectionStart } from '../../contract.ts'

const eventBytes = 512 * 1024

/** Gathers text and section starts into events of about half a MiB, so that few and large buffers cross between threads. */
export class PartText {
  #pieces: Uint8Array[] = []
  #pendingBytes = 0
  #starts: SectionStart[] = []
  #figures: SectionFigure[] = []

  /** Starts a section with the bytes that come next. */
  start(section: Omit<SectionStart, 'at'>): void {
    this.#starts.push({ ...section, at: this.#pendingBytes })
  }

  add(text: string | Uint8Array): void {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text
    this.#pieces.push(bytes)
    this.#pendingBytes += bytes.byteLength
  }

  /** The figure follows the bytes that it is about. */
  figure(figure: SectionFigure): void {
    this.#figures.push(figure)
  }

  /** The events so far, if they are worth sending. */
  *full(): Generator<DumpEvent, void, void> {
    if (this.#pendingBytes >= eventBytes) yield* this.rest()
  }

  /** Everything that is left. */
  *rest(): Generator<DumpEvent, void, void> {
    if (this.#pendingBytes > 0) {
      // A buffer of its own, so that it can be handed to another thread without a copy.
      const bytes = Buffer.allocUnsafeSlow(this.#pendingBytes)
      let at = 0
      for (const piece of this.#pieces) {
        bytes.set(piece, at)
        at += piece.byteLength
      }
      yield { type: 'bytes', bytes, starts: this.#starts }
    }
    for (const figure of this.#figures) yield { type: 'figure', figure }
    this.#pieces = []
    this.#pendingBytes = 0
    this.#starts = []
    this.#figures = []
  }
}
