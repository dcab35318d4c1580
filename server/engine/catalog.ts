import type { Call, Target } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { type CommitRecord, recordSuffix } from '../archive/record.ts'
import { isArchiveName, splitKey } from '../domain/name.ts'
import { readRecord } from './archives.ts'

/** An archive as its commit record tells, or why that record can't be read. */
export type CatalogEntry = { readonly key: string } & (
  | { readonly record: CommitRecord; readonly failure: null }
  | { readonly record: null; readonly failure: Failure }
)

/** Every archive below a prefix that has a commit record, oldest first. Reads nothing but the records. */
export async function listArchives(target: Target, prefix: string, call: Call): Promise<CatalogEntry[]> {
  const entries: CatalogEntry[] = []
  for await (const key of listKeys(target, prefix, call)) {
    const entry = await readEntry(target, key, call)
    if (entry !== null) entries.push(entry)
  }
  return entries.sort((one, other) => order(one).localeCompare(order(other)))
}

/** The keys of the archives below a prefix that have a commit record, unread, in the order of the target. */
export async function* listKeys(target: Target, prefix: string, call: Call): AsyncGenerator<string, void> {
  for await (const object of target.list(prefix, call)) {
    if (!object.key.endsWith(recordSuffix)) continue
    const key = object.key.slice(0, -recordSuffix.length)
    if (isArchiveName(splitKey(key).name)) yield key
  }
}

function order(entry: CatalogEntry): string {
  return `${entry.record?.startedAt ?? ''} ${entry.key}`
}

async function readEntry(target: Target, key: string, call: Call): Promise<CatalogEntry | null> {
  try {
    const record = await readRecord({ target, key, identities: [] }, call)
    return record === null ? null : { key, record, failure: null }
  } catch (error) {
    if (error instanceof Failure && error.code === 'corrupt') return { key, record: null, failure: error }
    throw error
  }
}
