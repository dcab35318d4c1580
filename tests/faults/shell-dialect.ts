import { join } from 'node:path'
import { z } from 'zod'
import type { Bytes, Dialect, DialectPlugin, DumpEvent, Host, RestoreCall, RestorePart, SectionStart } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'

const config = z.object({ path: z.string().meta({ title: 'Path' }), script: z.string().default('cat "$1"').meta({ title: 'Script' }) })

type Config = z.infer<typeof config>

/** What must end a dump, or it was cut off. */
export const trailer = '-- end\n'

/** A source whose dump tool is a shell script that gets the path of a file, so that a tool can fail in every way a tool can. */
const shell: DialectPlugin<Config> = {
  contract: 1,
  kind: 'dialect',
  name: 'shell',
  title: { en: 'Shell', 'zh-CN': 'Shell' },
  config,
  parts: ['backup.sql'],
  open: async (given, host) => openShell(given, host),
}

export default shell

function openShell({ path, script }: Config, host: Host): Dialect {
  return {
    supports: { partial: false, snapshot: true, liveRestore: false, drill: false, unchanged: false, existing: ['refuse', 'replace'] },
    probe: async () => ({
      engine: 'shell',
      version: '1',
      identity: `shell:${path}`,
      sizeBytes: null,
      tables: [],
      parts: ['backup.sql'],
    }),
    dump: (_selection, call) => dump(host.tool({ command: 'sh', args: ['-c', script, 'sh', path] }, call)),
    restore: (parts, call) => restore(parts, { path, host, call }),
    inspect() {
      throw new Failure('unsupported', 'The shell dialect has no figures.')
    },
    async [Symbol.asyncDispose]() {},
  }
}

async function* dump(output: Bytes): AsyncIterable<DumpEvent> {
  yield { type: 'part', name: 'backup.sql' }
  let end = Buffer.alloc(0)
  let starts: SectionStart[] = [{ name: 'all', at: 0, cut: true }]
  for await (const bytes of output) {
    end = Buffer.concat([end, bytes]).subarray(-trailer.length)
    yield { type: 'bytes', bytes: Uint8Array.from(bytes), starts }
    starts = []
  }
  if (end.toString() === trailer) yield { type: 'trailer' }
}

/** Old or new, never half: beside the destination, and then in its place. */
async function restore(parts: AsyncIterable<RestorePart>, into: { path: string; host: Host; call: RestoreCall }) {
  const { files } = into.host
  const exists = await files.stat(into.path).then(
    () => true,
    () => false,
  )
  if (exists && into.call.existing === 'refuse') throw new Failure('conflict', 'There is something already.')
  const partial = `${into.path}.partial`
  try {
    const handle = await files.open(partial, 'w')
    try {
      for await (const part of parts) for await (const bytes of part.bytes) await writeAll(handle, bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await files.rename(partial, into.path)
    const folder = await files.open(join(into.path, '..'), 'r')
    await folder.sync().finally(() => folder.close())
  } catch (error) {
    await files.rm(partial, { force: true }).catch(() => {})
    throw error
  }
  return { sections: 1, rows: null, warnings: [] }
}

async function writeAll(handle: Awaited<ReturnType<Host['files']['open']>>, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at, bytes.length - at)).bytesWritten
}
