import { randomUUID } from 'node:crypto'
import type { Call, TargetReport } from '../../contract.ts'
import { Failure } from '../../failure.ts'
import type { ArchiveFile } from './archive-file.ts'
import { freeBytes } from './free-space.ts'
import { listObjects } from './lookup.ts'
import { readObject } from './read.ts'
import { removeObject } from './remove.ts'
import { writeObject } from './write.ts'

const probePrefix = 'holdfast-probe-'

/** Whether an object of this key was only written to see whether that works. */
export function isProbe(key: string): boolean {
  return key.startsWith(probePrefix)
}

/** Who wrote it. */
export function ownerOfProbe(key: string): string {
  return key.slice(probePrefix.length).split('.', 1)[0]!
}

/** See `Target.probe`. */
export async function probe(file: ArchiveFile, call: Call): Promise<TargetReport> {
  const key = `${probePrefix}${file.host.owner}.${randomUUID()}`
  const content = Buffer.from(key)
  const startedMs = performance.now()
  await writeObject(file, key, { ...call, exclusive: true, body: once(content) })
  try {
    const read: Uint8Array[] = []
    for await (const bytes of readObject(file, key, call)) read.push(bytes)
    if (!Buffer.concat(read).equals(content)) throw unfaithful(file, 'reads back other bytes than were written')
    let listed = 0
    for await (const object of listObjects(file, key, call)) listed += object.key === key ? 1 : 0
    if (listed !== 1) throw unfaithful(file, 'does not list what was written')
  } finally {
    // Also when the call was aborted in between.
    await removeObject(file, key, { signal: new AbortController().signal })
  }
  const latencyMs = performance.now() - startedMs
  return { freeBytes: await freeBytes(file), latencyMs }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield bytes
}

function unfaithful(file: ArchiveFile, what: string): Failure {
  return new Failure('corrupt', `${file.path} ${what}`, { remedy: 'Check the disk before keeping backups there.' })
}
