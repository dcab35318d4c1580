const keptMax = 16

/** What line comments between statements say: dump programs sign their work there. */
export class DumpComments {
  /** Those before the first statement. */
  readonly top: string[] = []
  /** The last one that says anything. */
  last: string | null = null
  /** How many comments of MySQL's kind that are none there were, wherever. */
  executable = 0

  note(text: string, isBeforeAll: boolean): void {
    if (text === '') return
    this.last = text
    if (isBeforeAll && this.top.length < keptMax) this.top.push(text)
  }
}
