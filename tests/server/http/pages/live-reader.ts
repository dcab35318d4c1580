/** Reads a live part of a page as a browser does. */
export class LiveReader {
  /** What the part showed, each time it was sent. */
  readonly parts: string[] = []
  readonly events: string[] = []
  readonly comments: string[] = []
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  #text = ''
  isEnded = false

  constructor(response: Response) {
    this.#reader = response.body!.getReader()
  }

  /** Until the part shows something that is so; throws when the stream ends before. */
  async until(isSo: (part: string) => boolean): Promise<string> {
    for (let at = 0; ; at += 1) {
      while (at >= this.parts.length) if (!(await this.read())) throw new Error(`The stream ended after: ${this.parts.at(-1)}`)
      if (isSo(this.parts[at]!)) return this.parts[at]!
    }
  }

  /** To the end of the stream. */
  async rest(): Promise<void> {
    while (await this.read());
  }

  /** One more piece of the stream; false at its end. */
  async read(): Promise<boolean> {
    const { done, value } = await this.#reader.read()
    if (done) {
      this.isEnded = true
      return false
    }
    this.#text += Buffer.from(value).toString('utf8')
    const blocks = this.#text.split('\n\n')
    this.#text = blocks.pop()!
    for (const block of blocks) this.#take(block.split('\n'))
    return true
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel()
  }

  #take(lines: readonly string[]): void {
    const event = lines.find((line) => line.startsWith('event: '))?.slice(7)
    const data = lines.filter((line) => line.startsWith('data: ')).map((line) => line.slice(6))
    if (event !== undefined) this.events.push(event)
    else if (data.length > 0) this.parts.push(data.join('\n'))
    else this.comments.push(lines.join('\n'))
  }
}
