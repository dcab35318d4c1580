import { z } from 'zod'
import type { Bytes, Dialect, DialectPlugin, DumpEvent, Host, RestoreCall, RestorePart } from '../../../../../plugins/contract.ts'
import { Failure } from '../../../../../plugins/failure.ts'

const config = z.object({
  path: z.string().min(1),
  /** In what way it goes wrong, if any: it says its secrets wherever a careless plugin could. */
  fault: z.enum(['none', 'refuses', 'tool', 'crash']).default('none'),
  password: z.string().meta({ secret: true }),
  token: z.string().optional().meta({ secret: true }),
})

type Config = z.infer<typeof config>

const trailer = '-- end\n'

/** A database behind a password, whose dump tool gets that on its standard input. */
const vault: DialectPlugin<Config> = {
  contract: 1,
  kind: 'dialect',
  name: 'vault',
  title: { en: 'Vault', 'zh-CN': '保险库' },
  config,
  parts: ['backup.sql'],
  open: async (given, host) => openVault(given, host),
}

export default vault

function openVault(given: Config, host: Host): Dialect {
  const { path, password, token = '', fault } = given
  return {
    supports: { partial: false, snapshot: true, liveRestore: true, drill: false, unchanged: false, existing: ['refuse', 'replace'] },
    async probe() {
      host.log.info(`asking ${path} with ${password}`, { token })
      if (fault === 'refuses') {
        throw new Failure('unauthenticated', `The vault does not take ${password}.`, {
          remedy: `Try another one than ${encodeURIComponent(password)}.`,
          detail: { url: `vault://me:${password}@host`, token },
          cause: new Error(password),
        })
      }
      return { engine: 'vault', version: '1', identity: `vault:${path}`, sizeBytes: null, tables: [], parts: ['backup.sql'] }
    },
    dump: (_selection, call) => dump(toolOf(given, host, call.signal)),
    restore: (parts, call) => restore(parts, { path, host, call }),
    inspect() {
      throw new Failure('unsupported', 'The vault has no figures.')
    },
    async [Symbol.asyncDispose]() {},
  }
}

/** Stays for a moment, so that it can be looked at while it runs. */
function toolOf({ path, password, fault }: Config, host: Host, signal: AbortSignal): Bytes {
  if (fault === 'crash') setTimeout(() => Promise.reject(new Error(`crashed with ${password}`)), 0)
  const script = fault === 'tool' ? 'cat >&2; exit 3' : 'cat > /dev/null; sleep 0.4; cat "$1"'
  return host.tool({ command: 'sh', args: ['-c', script, 'sh', path], input: once(Buffer.from(`password=${password}\n`)) }, { signal })
}

async function* once(bytes: Uint8Array): Bytes {
  yield bytes
}

async function* dump(output: Bytes): AsyncIterable<DumpEvent> {
  yield { type: 'part', name: 'backup.sql' }
  const pieces: Uint8Array[] = []
  for await (const piece of output) pieces.push(piece)
  const bytes = Buffer.concat(pieces)
  yield { type: 'bytes', bytes: Uint8Array.from(bytes), starts: [{ name: 'all', at: 0, cut: true }] }
  if (bytes.subarray(-trailer.length).toString() === trailer) yield { type: 'trailer' }
}

async function restore(parts: AsyncIterable<RestorePart>, into: { path: string; host: Host; call: RestoreCall }) {
  const pieces: Uint8Array[] = []
  for await (const part of parts) for await (const bytes of part.bytes) pieces.push(bytes)
  const handle = await into.host.files.open(into.path, 'w')
  try {
    await handle.writeFile(Buffer.concat(pieces))
  } finally {
    await handle.close()
  }
  return { sections: 1, rows: null, warnings: [] }
}
