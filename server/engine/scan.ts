import type { Target } from '../../plugins/contract.ts'
import { Failure, toFailure } from '../../plugins/failure.ts'
import type { Manifest } from '../archive/manifest.ts'
import { openObject } from '../archive/object-access.ts'
import { mapInOrder } from '../archive/parallel.ts'
import { readManifest } from '../archive/reader.ts'
import type { CommitRecord } from '../archive/record.ts'
import { TailAccess } from '../archive/tail-access.ts'
import type { FoundArchive, ScanResult, ScanSpecification } from '../domain/job.ts'
import { readRecord } from './archives.ts'
import { listKeys } from './catalog.ts'
import { type JobContext, ProgressMeter } from './context.ts'
import { openJobHost } from './job-host.ts'
import { readProof } from './proof.ts'

/** A few small requests an archive; this many archives at once hide the way to a store. */
const archivesAtOnce = 6
const batchArchivesMax = 50
/** A record may name thousands of archives, and no event may grow without end. */
const batchBytesMax = 256 * 1024

/**
 * Tells of every archive below a prefix in `found` events: its commit record and, where it is not sealed, the facts of its manifest. What
 * can't be read is told with its failure; only a target that is `unavailable` ends the scan. Holds no more than a batch at a time.
 */
export async function runScan(specification: ScanSpecification, context: JobContext): Promise<ScanResult> {
  const meter = new ProgressMeter(context.emit, 'scanning')
  await using plugins = openJobHost(specification, context)
  const target = await plugins.openTarget(specification.target)
  const batch = new Batch(context)
  const keys = listKeys(target, specification.prefix, context)
  const options = { parallel: archivesAtOnce, signal: context.signal }
  const counts = { archives: 0, failures: 0 }
  for await (const found of mapInOrder(keys, options, (key) => look(target, key, context))) {
    if (found === null) continue
    counts.archives += 1
    if (found.failure !== null) counts.failures += 1
    batch.add(found)
    meter.add({ sections: 1 })
  }
  batch.send()
  return { kind: 'scan', ...counts }
}

class Batch {
  readonly #context: JobContext
  #archives: FoundArchive[] = []
  #bytes = 0

  constructor(context: JobContext) {
    this.#context = context
  }

  add(found: FoundArchive): void {
    this.#archives.push(found)
    this.#bytes += JSON.stringify(found).length
    if (this.#archives.length >= batchArchivesMax || this.#bytes >= batchBytesMax) this.send()
  }

  send(): void {
    if (this.#archives.length === 0) return
    this.#context.emit({ type: 'found', archives: this.#archives })
    this.#archives = []
    this.#bytes = 0
  }
}

/** Null when it was removed since it was listed. */
async function look(target: Target, key: string, context: JobContext): Promise<FoundArchive | null> {
  let record: CommitRecord | null = null
  try {
    record = await readRecord({ target, key, identities: [] }, context)
    if (record === null) return null
    const manifest = await lookInside(target, { key, record }, context)
    const proof = await readProof({ target, key }, record.id, context)
    return { key, record, manifest, ...(proof === null ? {} : { proof }), failure: null }
  } catch (error) {
    context.signal.throwIfAborted()
    const failure = toFailure(error, `looking at ${key}`)
    if (failure.code === 'unavailable') throw failure
    return { key, record, manifest: null, failure: failure.toJSON() }
  }
}

async function lookInside(
  target: Target,
  { key, record }: { readonly key: string; readonly record: CommitRecord },
  context: JobContext,
): Promise<FoundArchive['manifest']> {
  const access = await openObject(target, key, context)
  if (access.sizeBytes !== record.sizeBytes) {
    throw new Failure('corrupt', `${key} has ${access.sizeBytes} bytes, its commit record says ${record.sizeBytes}`)
  }
  if (record.sealed) return null
  const { manifest } = await readManifest(new TailAccess(access), key, context)
  if (manifest.id !== record.id) throw new Failure('corrupt', `${key} and its commit record name different backups`)
  return factsOf(manifest)
}

function factsOf({ source, parts, totals }: Manifest): FoundArchive['manifest'] {
  const { label, dialect, engine, version } = source
  const tables = parts.reduce((sum, part) => sum + part.tables.length, 0)
  return { source: { label, dialect, engine, version }, tables, plainBytes: totals.plainBytes }
}
