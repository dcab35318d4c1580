import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

export interface Place {
  /** Workloads are kept in it, one folder each. */
  readonly folder: string
  /** 1, or 0.1 for a quick try. */
  readonly scale: number
  readonly signal: AbortSignal
  say(line: string): void
}

/** The folder of a finished workload. One that is not there is built beside its place and moved in at the end, so that an interrupted build is never used. */
export async function keepWorkload(place: Place, name: string, build: (folder: string) => Promise<void>): Promise<string> {
  const finished = join(place.folder, name)
  if (await stat(finished).catch(() => null)) return finished
  const startedMs = performance.now()
  const unfinished = `${finished}.new`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true })
  await build(unfinished)
  await rename(unfinished, finished)
  place.say(`workload ${name} built in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`)
  return finished
}
