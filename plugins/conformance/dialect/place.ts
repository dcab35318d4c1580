import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Dialect } from '../../contract.ts'
import type { DialectSubject } from '../subject.ts'
import type { Trial } from '../suite.ts'
import { openWorkshop, type Workshop } from '../workshop.ts'

export interface Place {
  readonly source: Dialect
  readonly signal: AbortSignal
  readonly workshop: Workshop
  readonly deadlineMs: number
  /** Another instance of the same source; the caller disposes it. */
  reopen(): Promise<Dialect>
  /** Each time another source with the same content; the caller disposes it. */
  openSource(): Promise<Dialect>
  /** Each time another absent or empty destination; the caller disposes it. */
  openEmpty(): Promise<Dialect>
}

const defaultDeadlineMs = 10_000

/** A trial on a source with content, which is closed and checked for left-overs at its end. */
export function dialectTrial(subject: DialectSubject, name: string, body: (place: Place) => Promise<void>): Trial {
  return {
    name,
    async run() {
      await using workshop = await openWorkshop()
      let folders = 0
      const freshFolder = async () => {
        const folder = join(workshop.folder, String((folders += 1)))
        await mkdir(folder)
        return folder
      }
      const open = (config: unknown) => subject.plugin.open(subject.plugin.config.parse(config), workshop.host)
      const config = await subject.makeSource(await freshFolder())
      await using source = await open(config)
      await body({
        source,
        workshop,
        signal: workshop.call.signal,
        deadlineMs: subject.deadlineMs ?? defaultDeadlineMs,
        reopen: () => open(config),
        openSource: async () => open(await subject.makeSource(await freshFolder())),
        openEmpty: async () => open(await subject.makeEmpty(await freshFolder())),
      })
      await workshop.expectTidy()
    },
  }
}
