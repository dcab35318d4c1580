import type { Call, TargetReport } from '../../contract.ts'
import { Failure } from '../../failure.ts'
import { explain } from './failures.ts'
import type { Folder } from './folder.ts'
import { listObjects } from './lookup.ts'
import { readObject } from './read.ts'
import { removeObject } from './remove.ts'
import { writeObject } from './write.ts'

/** See `Target.probe`. */
export async function probe(folder: Folder, call: Call): Promise<TargetReport> {
  const key = folder.newProbe()
  const content = Buffer.from(key)
  const startedMs = performance.now()
  await writeObject(folder, key, { ...call, exclusive: true, body: once(content) })
  try {
    const read: Uint8Array[] = []
    for await (const bytes of readObject(folder, key, call)) read.push(bytes)
    if (!Buffer.concat(read).equals(content)) throw unfaithful(folder, 'reads back other bytes than were written')
    let listed = 0
    for await (const object of listObjects(folder, key, call)) listed += object.key === key ? 1 : 0
    if (listed !== 1) throw unfaithful(folder, 'does not list what was written')
  } finally {
    // Also when the call was aborted in between.
    await removeObject(folder, key, { signal: new AbortController().signal })
  }
  const latencyMs = performance.now() - startedMs
  try {
    const { bavail, bsize } = await folder.files.statfs(folder.root)
    return { freeBytes: bavail * bsize, latencyMs }
  } catch (error) {
    throw explain(error, `asking for the free space of ${folder.root}`)
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield bytes
}

function unfaithful(folder: Folder, what: string): Failure {
  return new Failure('corrupt', `${folder.root} ${what}`, {
    remedy: 'Check the disk and the way it is mounted before keeping backups there.',
  })
}
