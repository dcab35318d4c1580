import type { Target } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { CommitRecord } from '../archive/record.ts'
import type { CopyResult, CopySpecification } from '../domain/job.ts'
import { splitKey } from '../domain/name.ts'
import { requireRecord } from './archives.ts'
import { missingAt } from './backup-places.ts'
import { type JobContext, ProgressMeter } from './context.ts'
import { copyArchive } from './copy-archive.ts'
import { openJobHost } from './job-host.ts'
import { sweepPartials } from './sweep.ts'

interface Folder {
  readonly target: Target
  readonly prefix: string
}

interface Copying {
  readonly from: Folder
  readonly to: Folder
  readonly context: JobContext
}

/**
 * Copies an archive to another target, byte for byte: checked against its commit record on the way, read back, and only then committed. One that
 * lies there already, equal, is left as it is. Throws `conflict` when what it refers to isn't there and isn't to be copied as well.
 */
export async function runCopy(specification: CopySpecification, context: JobContext): Promise<CopyResult> {
  const meter = new ProgressMeter(context.emit, 'copying')
  await using plugins = openJobHost(specification, context)
  const { folder: fromFolder, name } = splitKey(specification.from.key)
  const { folder: toFolder, name: nameThere } = splitKey(specification.to.key)
  const from = { target: await plugins.openTarget(specification.from.target), prefix: fromFolder }
  const record = await requireRecord({ target: from.target, key: fromFolder + name, identities: [] }, context)
  refuseOtherName(record, nameThere)
  const to = { target: await plugins.openTarget(specification.to.target), prefix: toFolder }
  await sweepPartials(to.target, context.seams, context)
  const copying = { from, to, context }
  const records = [...(await referencesToCopy(copying, record, specification.withReferences)), { name, record }]
  meter.set({ bytesExpected: records.reduce((sum, each) => sum + each.record.sizeBytes, 0) })
  const archives: CopyResult['archives'][number][] = []
  for (const each of records) {
    const source = { target: from.target, key: fromFolder + each.name }
    const destination = { target: to.target, key: toFolder + each.record.name, label: specification.to.target.name }
    const wasThere = await copyArchive({ source, destination, meter }, context)
    archives.push({ id: each.record.id, key: destination.key, sizeBytes: each.record.sizeBytes, wasThere })
  }
  return { kind: 'copy', id: record.id, name: record.name, archives }
}

function refuseOtherName(record: CommitRecord, nameThere: string): void {
  if (nameThere === record.name) return
  throw new Failure('invalid', `${record.name} can't be copied as "${nameThere}": other archives refer to it by its name`, {
    remedy: 'Copy it under its own name, into any folder.',
  })
}

/** What isn't at the destination yet, the start of the chain first. A reference that is copied must be whole itself, so its own count too. */
async function referencesToCopy(
  { from, to, context }: Copying,
  record: CommitRecord,
  withReferences: boolean,
): Promise<{ name: string; record: CommitRecord }[]> {
  const found = new Map<string, { name: string; record: CommitRecord }>()
  let missing = await missingAt(to, record.archives, context)
  if (missing.length > 0 && !withReferences) throw incomplete(record, missing)
  while (missing.length > 0) {
    const next: CommitRecord['archives'] = []
    for (const { id, name } of missing) {
      if (found.has(id)) continue
      const referred = await requireRecord({ target: from.target, key: from.prefix + name, identities: [] }, context)
      if (referred.id !== id) throw new Failure('corrupt', `${name} is not the archive that ${record.name} refers to`)
      found.set(id, { name, record: referred })
      next.push(...referred.archives)
    }
    missing = (await missingAt(to, next, context)).filter(({ id }) => !found.has(id))
  }
  return [...found.values()].sort((one, other) => one.record.chain.length - other.record.chain.length)
}

function incomplete(record: CommitRecord, missing: readonly { readonly name: string }[]): Failure {
  const names = missing.map(({ name }) => name)
  return new Failure('conflict', `${record.name} refers to archives that are not at the destination: ${names.join(', ')}`, {
    remedy: 'Copy those first, or let the job copy them as well.',
    detail: { missing: names },
  })
}
