import type { Target } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { ArchiveReader } from '../archive/reader.ts'
import type { CommitRecord } from '../archive/record.ts'
import type { VerifyResult, VerifySpecification } from '../domain/job.ts'
import { splitKey } from '../domain/name.ts'
import { type ArchiveAddress, openArchive, requireRecord } from './archives.ts'
import { type JobContext, ProgressMeter } from './context.ts'
import { drill } from './drill.ts'
import { type JobHost, openJobHost } from './job-host.ts'
import { parseParts } from './parse.ts'
import { leaveProof } from './proof.ts'
import { hashObject } from './store-archive.ts'

/** Proves an archive as far as the specification says; throws `corrupt` at the first thing that doesn't hold. */
export async function runVerify(specification: VerifySpecification, context: JobContext): Promise<VerifyResult> {
  await using plugins = openJobHost(specification, context)
  const result = await prove(specification, plugins, context)
  if (specification.recordProof === true) {
    const { target, key } = specification.archive
    await leaveProof({ target: await plugins.openTarget(target), key }, result, context)
  }
  return result
}

async function prove(specification: VerifySpecification, plugins: JobHost, context: JobContext): Promise<VerifyResult> {
  const { assertions } = specification
  if (assertions.length > 0 && specification.level !== 'proven') throw unprovable()
  const meter = new ProgressMeter(context.emit, 'reading')
  const startedMs = context.seams.clock.monotonicMs()
  const target = await plugins.openTarget(specification.archive.target)
  const address = { target, key: specification.archive.key, identities: specification.identities }
  const record = await requireRecord(address, context)
  await verifyStored({ target, key: address.key, record }, { context, meter })
  const result = { kind: 'verify', id: record.id, plainBytes: 0, evidence: [], assertions: [] } as const
  const durationMs = () => context.seams.clock.monotonicMs() - startedMs
  if (specification.withReferences === true) await verifyReferredStored(address, { context, meter })
  if (specification.level === 'stored') return { ...result, trust: 'stored', durationMs: durationMs() }
  const reader = await openArchive(address, context)
  if (reader.manifest.id !== record.id) throw new Failure('corrupt', `${address.key} and its commit record name different backups`)
  await verifyReferred(reader, { target, key: address.key }, context)
  const { plainBytes } = reader.manifest.totals
  if (specification.level === 'parsed') {
    await parseParts(reader, { context, meter })
    return { ...result, plainBytes, trust: 'parsed', durationMs: durationMs() }
  }
  const proof = await drill({ reader, plugins, scratch: specification.scratch, assertions, context, meter })
  return { ...result, ...proof, plainBytes, trust: 'proven', durationMs: durationMs() }
}

/** Every byte of the copy is there and is the one that was written. */
export async function verifyStored(
  copy: { readonly target: Target; readonly key: string; readonly record: CommitRecord },
  work: { readonly context: JobContext; readonly meter: ProgressMeter },
): Promise<void> {
  const { record, key, target } = copy
  const object = await target.stat(key, work.context)
  if (object === null) throw gone(key)
  if (object.sizeBytes !== record.sizeBytes)
    throw damaged(`${key} has ${object.sizeBytes} bytes, its commit record says ${record.sizeBytes}`)
  work.meter.set({ phase: 'reading', bytesRead: 0, bytesExpected: record.sizeBytes })
  const sha256 = await hashObject({ target, key, onBytes: (bytes) => work.meter.add({ bytesRead: bytes }) }, work.context)
  if (sha256 !== record.sha256) throw damaged(`${key} is damaged: its SHA-256 is ${sha256}, its commit record says ${record.sha256}`)
}

/** Every archive that this one refers to is there with the size and commit record that it had; their chunks are checked as they are read. */
async function verifyReferred(reader: ArchiveReader, at: { target: Target; key: string }, context: JobContext): Promise<void> {
  const folder = at.key.slice(0, at.key.lastIndexOf('/') + 1)
  for (const reference of reader.manifest.archives) {
    const record = await requireRecord({ target: at.target, key: folder + reference.name, identities: [] }, context)
    if (record.sha256 !== reference.sha256) throw damaged(`${reference.name} is not the archive that ${at.key} refers to`)
  }
}

async function verifyReferredStored(address: ArchiveAddress, work: { context: JobContext; meter: ProgressMeter }): Promise<void> {
  const { target, key } = address
  const { manifest } = await openArchive(address, work.context)
  for (const reference of manifest.archives) {
    const referred = splitKey(key).folder + reference.name
    const record = await requireRecord({ target, key: referred, identities: [] }, work.context)
    if (record.sha256 !== reference.sha256) throw damaged(`${reference.name} is not the archive that ${key} refers to`)
    await verifyStored({ target, key: referred, record }, work)
  }
}

function unprovable(): Failure {
  return new Failure('invalid', 'assertions need restored data, which only the level "proven" has', {
    remedy: 'Verify with the level "proven", or leave the assertions out.',
  })
}

function gone(key: string): Failure {
  return new Failure('not_found', `${key} is gone; only its commit record is left`, { remedy: 'Use another copy or another backup.' })
}

function damaged(message: string): Failure {
  return new Failure('corrupt', message, {
    remedy: 'Use another copy or another backup, and look for the cause: a disk, a transfer, a store.',
  })
}
