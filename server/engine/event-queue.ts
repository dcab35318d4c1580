import type { JobEvent } from '../domain/job.ts'

const unreadMax = 1024

/**
 * Events on their way from a job to one reader. A progress that was not read yet gives way to a newer one; nothing else is lost while
 * somebody reads: `space` holds the writer up instead. As long as nobody reads, only the newest events are kept, for the job must not hang on that;
 * what was found is kept even then, for it is said only once.
 */
export class EventQueue implements AsyncIterable<JobEvent> {
  #unread: JobEvent[] = []
  #state: 'open' | 'draining' | 'ended' = 'open'
  #reader: 'none' | 'reading' | 'gone' = 'none'
  #wakeReader = Promise.withResolvers<void>()
  #wakeWriter = Promise.withResolvers<void>()

  push(event: JobEvent): void {
    if (this.#reader === 'gone' || this.#state === 'ended') return
    const last = this.#unread.at(-1)
    if (event.type === 'progress' && last?.type === 'progress') this.#unread.pop()
    if (this.#reader === 'none' && this.#unread.length >= unreadMax) this.#dropOldest()
    this.#unread.push(event)
    this.#wakeReader.resolve()
  }

  #dropOldest(): void {
    const at = this.#unread.findIndex(({ type }) => type !== 'found')
    if (at >= 0) this.#unread.splice(at, 1)
  }

  get isFull(): boolean {
    return this.#state === 'open' && this.#reader === 'reading' && this.#unread.length >= unreadMax
  }

  /** Resolves when there is room again. */
  async space(): Promise<void> {
    while (this.isFull) {
      this.#wakeWriter = Promise.withResolvers()
      await this.#wakeWriter.promise
    }
  }

  /** From now on nobody is held up: the job is ending, and its last words must come through. */
  drain(): void {
    if (this.#state === 'open') this.#state = 'draining'
    this.#wakeWriter.resolve()
  }

  /** Nothing comes after this event. */
  end(terminal: JobEvent): void {
    this.push(terminal)
    this.#state = 'ended'
    this.#wakeReader.resolve()
    this.#wakeWriter.resolve()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<JobEvent, void> {
    this.#reader = 'reading'
    try {
      while (true) {
        for (let event = this.#unread.shift(); event !== undefined; event = this.#unread.shift()) {
          this.#wakeWriter.resolve()
          yield event
        }
        if (this.#state === 'ended') return
        this.#wakeReader = Promise.withResolvers()
        await this.#wakeReader.promise
      }
    } finally {
      this.#reader = 'gone'
      this.#unread = []
      this.#wakeWriter.resolve()
    }
  }
}
