import { join } from 'node:path'
import type { Call, DumpEvent, Host, SectionFigure } from '../../contract.ts'
import { copyPages } from './copy-over.ts'
import { engineFailure } from './engine-failure.ts'
import type { InspectInput } from './inspect-thread.ts'
import { lookAt } from './path-facts.ts'
import { openSource } from './source.ts'

const pieceBytes = 1024 * 1024

/**
 * The database file itself, page by page. SQLite copies it to a temporary file first: the pages of a database in use are spread over the file and
 * its log, and only SQLite may put them together.
 */
export async function* dumpSnapshot(path: string, host: Host, call: Call): AsyncGenerator<DumpEvent, void, void> {
  await using temporary = await host.temporary('sqlite-snapshot')
  const copy = join(temporary.path, 'copy.db')
  await copyDatabase(path, copy, { host, call })
  yield { type: 'part', name: 'backup.db' }
  yield* streamFile(copy, host, call)
  const figures = host.produce<InspectInput, SectionFigure>(
    new URL('./inspect-thread.ts', import.meta.url),
    { path: copy, tables: null },
    call,
  )
  for await (const figure of figures) yield { type: 'figure', figure }
  yield { type: 'trailer' }
}

async function copyDatabase(path: string, copy: string, { host, call }: { host: Host; call: Call }): Promise<void> {
  using source = openSource(path, await lookAt(path, host.files))
  try {
    await copyPages(source.database, copy, call)
  } catch (error) {
    call.signal.throwIfAborted()
    throw engineFailure(error, `copying ${path}`)
  }
}

async function* streamFile(path: string, host: Host, call: Call): AsyncGenerator<DumpEvent, void, void> {
  await using file = await host.files.open(path, 'r')
  for (;;) {
    call.signal.throwIfAborted()
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(pieceBytes), 0, pieceBytes, null)
    if (bytesRead === 0) return
    yield { type: 'bytes', bytes: buffer.subarray(0, bytesRead) }
  }
}
