import type { BrowseResult } from '../domain/browsed.ts'
import type { BrowseSpecification } from '../domain/job.ts'
import { type JobContext, ProgressMeter } from './context.ts'
import { FirstEntries, orderOf, type Place } from './first-entries.ts'
import { openJobHost } from './job-host.ts'

/** So many objects are looked at at most: a bucket may hold millions, and somebody waits. */
const objectsMax = 200_000

/** Tells what lies directly below a prefix, a page of it. Holds no more than a page, in whatever order the target lists. */
export async function runBrowse(specification: BrowseSpecification, context: JobContext): Promise<BrowseResult> {
  const { prefix, after, limit } = specification
  const meter = new ProgressMeter(context.emit, 'scanning')
  await using plugins = openJobHost(specification, context)
  const target = await plugins.openTarget(specification.target)
  const page = new FirstEntries(limit + 1)
  let seen = 0
  for await (const object of target.list(prefix, context)) {
    seen += 1
    if (seen > objectsMax) break
    if (seen % 1000 === 0) meter.set({ sections: seen })
    const rest = object.key.slice(prefix.length)
    const slash = rest.indexOf('/')
    const name = slash < 0 ? rest : rest.slice(0, slash)
    const place: Place = { name, kind: slash < 0 ? 'object' : 'folder' }
    if (orderOf(place) > after) page.take(place, object)
  }
  const found = page.entries
  const entries = found.slice(0, limit)
  const last = entries.at(-1)
  return {
    kind: 'browse',
    entries: entries.map((entry) => ({ ...entry, modifiedAt: entry.modifiedAt.toISOString() })),
    next: found.length > limit && last !== undefined ? orderOf(last) : null,
    isWhole: seen <= objectsMax,
  }
}
