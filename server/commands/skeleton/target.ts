import { camelCase, type Skeleton, titleOf } from './skeleton.ts'

/** A target that keeps each object in one file of a folder: every method is there to be replaced by a call to the real store. */
export function targetFiles(name: string): Skeleton {
  return { 'index.ts': plugin(name), 'conformance.test.ts': test(name) }
}

const test = (name: string) => `import { describe, test } from 'node:test'
import { testTarget } from 'holdfast/conformance'
import ${camelCase(name)}, { conformance } from './index.ts'

testTarget({ plugin: ${camelCase(name)}, ...conformance }, { describe, test })
`

const plugin = (name: string) => `import { createHash, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Bytes, Call, GetCall, Host, PutCall, StoredObject, Target, TargetPlugin } from 'holdfast/contract'
import { Failure, toFailure } from 'holdfast/failure'
import { z } from 'zod'

const config = z.object({
  path: z.string().min(1).meta({ titles: { en: 'Folder', 'zh-CN': '文件夹' }, placeholder: '/srv/${name}' }),
})

type Config = z.infer<typeof config>

/** What stands before the bytes of each object: its key, padded to this many bytes. */
const headerBytes = 2048

class ${pascalCase(name)} implements Target {
  readonly supports = { ranges: true, exclusive: true, checksum: null, bytesMax: null } as const
  readonly #path: string
  readonly #files: Host['files']

  constructor({ path }: Config, { files }: Host) {
    this.#path = path
    this.#files = files
  }

  async probe(call: Call) {
    const startedMs = performance.now()
    const key = \`probe-\${randomUUID()}\`
    await this.put(key, once(Buffer.from(key)), { ...call, exclusive: true })
    await this.remove(key, call)
    return { freeBytes: null, latencyMs: performance.now() - startedMs }
  }

  async put(key: string, body: Bytes, { signal, exclusive }: PutCall): Promise<StoredObject> {
    signal.throwIfAborted()
    await this.#files.mkdir(this.#path, { recursive: true })
    const partial = join(this.#path, \`\${randomUUID()}.partial\`)
    try {
      await this.#write(partial, key, body, signal)
      // One step that shows the whole object: until then readers see the previous one or none.
      if (exclusive) await this.#files.link(partial, this.#fileOf(key))
      else await this.#files.rename(partial, this.#fileOf(key))
      await this.#syncFolder()
    } catch (error) {
      signal.throwIfAborted()
      if (codeOf(error) === 'EEXIST') throw new Failure('conflict', \`\${key} exists already\`, { remedy: 'Choose another name.' })
      throw codeOf(error) === '' ? error : toFailure(error, \`writing \${key}\`)
    } finally {
      await this.#files.unlink(partial).catch(() => {})
    }
    return (await this.stat(key, { signal }))!
  }

  async #write(path: string, key: string, body: Bytes, signal: AbortSignal): Promise<void> {
    await using file = await this.#files.open(path, 'wx')
    const header = Buffer.alloc(headerBytes, ' ')
    header.write(JSON.stringify(key))
    await file.writeFile(header)
    for await (const bytes of body) {
      signal.throwIfAborted()
      await file.writeFile(bytes)
    }
    signal.throwIfAborted()
    await file.sync()
  }

  async #syncFolder(): Promise<void> {
    await using folder = await this.#files.open(this.#path, 'r')
    await folder.sync()
  }

  async *get(key: string, { signal, fromByte = 0, toByte }: GetCall): AsyncGenerator<Uint8Array, void, void> {
    signal.throwIfAborted()
    const found = await this.stat(key, { signal })
    if (found === null) throw new Failure('not_found', \`there is no \${key}\`, { remedy: 'Look at the list of what is there.' })
    await using file = await this.#files.open(this.#fileOf(key), 'r')
    const end = Math.min(toByte ?? found.sizeBytes, found.sizeBytes)
    for (let at = fromByte; at < end; ) {
      signal.throwIfAborted()
      const buffer = new Uint8Array(Math.min(1024 * 1024, end - at))
      const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, headerBytes + at)
      if (bytesRead === 0) throw new Failure('corrupt', \`\${key} ends at byte \${at}, not \${end}\`)
      yield buffer.subarray(0, bytesRead)
      at += bytesRead
    }
  }

  async stat(key: string, { signal }: Call): Promise<StoredObject | null> {
    signal.throwIfAborted()
    try {
      const { size, mtime } = await this.#files.stat(this.#fileOf(key))
      return { key, sizeBytes: size - headerBytes, modifiedAt: mtime, sha256: null }
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null
      throw toFailure(error, \`looking up \${key}\`)
    }
  }

  async *list(prefix: string, { signal }: Call): AsyncGenerator<StoredObject, void, void> {
    signal.throwIfAborted()
    const names = await this.#files.readdir(this.#path).catch(() => [])
    for (const name of names.filter((name) => name.endsWith('.object'))) {
      signal.throwIfAborted()
      const key = await this.#keyIn(join(this.#path, name))
      const found = key?.startsWith(prefix) ? await this.stat(key, { signal }) : null
      if (found !== null) yield found
    }
  }

  /** Null when it was removed since it was listed. */
  async #keyIn(path: string): Promise<string | null> {
    try {
      await using file = await this.#files.open(path, 'r')
      const { buffer } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, 0)
      return JSON.parse(buffer.toString())
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null
      throw toFailure(error, \`reading \${path}\`)
    }
  }

  async remove(key: string, { signal }: Call): Promise<void> {
    signal.throwIfAborted()
    await this.#files.rm(this.#fileOf(key), { force: true })
  }

  /** Keys may be longer than a file's name, and may differ only in case. */
  #fileOf(key: string): string {
    return join(this.#path, \`\${createHash('sha256').update(key).digest('hex')}.object\`)
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

async function* once(bytes: Uint8Array): Bytes {
  yield bytes
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && !(error instanceof Failure) ? String(error.code) : ''
}

const ${camelCase(name)} = {
  contract: 1,
  kind: 'target',
  name: '${name}',
  title: { en: '${titleOf(name)}', 'zh-CN': '${titleOf(name)}' },
  config,
  locate: (text) => ({ path: text }),
  open: async (config, host) => new ${pascalCase(name)}(config, host),
} satisfies TargetPlugin<Config>

export default ${camelCase(name)}

/** What the conformance suite opens: an empty place of its own each time. */
export const conformance = { makeConfig: (folder: string) => ({ path: join(folder, 'objects') }) }
`

function pascalCase(name: string): string {
  const camel = camelCase(name)
  return camel[0]!.toUpperCase() + camel.slice(1)
}
