import { camelCase, type Skeleton, titleOf } from './skeleton.ts'

/** A dialect for one text file: every method is there to be replaced by the real engine's. */
export function dialectFiles(name: string): Skeleton {
  return { 'index.ts': plugin(name), 'conformance.test.ts': test(name) }
}

const test = (name: string) => `import { describe, test } from 'node:test'
import { testDialect } from 'holdfast/conformance'
import ${camelCase(name)}, { conformance } from './index.ts'

testDialect({ plugin: ${camelCase(name)}, ...conformance }, { describe, test })
`

const plugin = (name: string) => `import { createHash, randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type {
  Call,
  Dialect,
  DialectPlugin,
  DumpCall,
  DumpEvent,
  Host,
  RestoreCall,
  RestorePart,
  RestoreReport,
  SectionFigure,
  Selection,
  SourceReport,
} from 'holdfast/contract'
import { Failure, toFailure } from 'holdfast/failure'
import { z } from 'zod'

const config = z.object({
  path: z.string().min(1).meta({ titles: { en: 'File', 'zh-CN': '文件' }, placeholder: '/srv/${name}.txt' }),
})

type Config = z.infer<typeof config>

const partName = '${name}.dump'
const pieceBytes = 1024 * 1024
/** The last line of a dump proves that it is whole: \`-- end\` and the SHA-256 of all before. */
const trailerBytes = '-- end '.length + 64 + 1

class Source implements Dialect {
  readonly supports = {
    partial: false,
    snapshot: false,
    liveRestore: false,
    drill: true,
    unchanged: false,
    existing: ['refuse', 'replace'],
  } as const
  readonly #path: string
  readonly #files: Host['files']

  constructor({ path }: Config, { files }: Host) {
    this.#path = path
    this.#files = files
  }

  async probe({ signal }: Call): Promise<SourceReport> {
    signal.throwIfAborted()
    try {
      const { size } = await this.#files.stat(this.#path)
      const identity = \`${name}:\${await this.#files.realpath(this.#path)}\`
      return { engine: '${name}', version: '1', identity, sizeBytes: size, tables: [], parts: [partName] }
    } catch (error) {
      throw toFailure(error, \`probing \${this.#path}\`)
    }
  }

  async *dump(_selection: Selection, { signal }: DumpCall): AsyncGenerator<DumpEvent, void, void> {
    signal.throwIfAborted()
    yield { type: 'part', name: partName }
    const hash = createHash('sha256')
    let lines = 0
    let starts = [{ name: 'content', at: 0 }]
    for await (const bytes of this.#read(signal)) {
      hash.update(bytes)
      lines += countLines(bytes)
      yield { type: 'bytes', bytes, starts }
      starts = []
    }
    const checksum = hash.digest('hex')
    yield { type: 'figure', figure: { name: 'content', rows: lines, checksum } }
    yield { type: 'bytes', bytes: Buffer.from(\`-- end \${checksum}\\n\`), starts: [{ name: '-- trailer', at: 0, always: true }] }
    yield { type: 'trailer' }
  }

  async *#read(signal: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
    try {
      await using file = await this.#files.open(this.#path, 'r')
      for (;;) {
        signal.throwIfAborted()
        const { buffer, bytesRead } = await file.read(new Uint8Array(pieceBytes), 0, pieceBytes, null)
        if (bytesRead === 0) return
        yield buffer.subarray(0, bytesRead)
      }
    } catch (error) {
      signal.throwIfAborted()
      throw toFailure(error, \`reading \${this.#path}\`)
    }
  }

  async restore(parts: AsyncIterable<RestorePart>, { signal, existing }: RestoreCall): Promise<RestoreReport> {
    signal.throwIfAborted()
    if (existing === 'refuse' && (await this.#exists())) {
      throw new Failure('conflict', \`\${this.#path} exists already\`, { remedy: 'Choose another place, or replace it.' })
    }
    const fresh = \`\${this.#path}.\${randomUUID()}.partial\`
    try {
      let rows = 0
      for await (const part of parts) rows += await this.#write(fresh, part, signal)
      signal.throwIfAborted()
      // Only a whole, verified file takes the place of what was there.
      await this.#files.rename(fresh, this.#path)
      return { sections: 1, rows, warnings: [] }
    } finally {
      await this.#files.rm(fresh, { force: true })
    }
  }

  async #write(path: string, part: RestorePart, signal: AbortSignal): Promise<number> {
    if (part.name !== partName) throw new Failure('unsupported', \`\${part.name} is not made by ${name}\`, { remedy: 'Choose its own dialect.' })
    await using file = await this.#files.open(path, 'wx')
    const hash = createHash('sha256')
    let held: Uint8Array = new Uint8Array()
    let lines = 0
    for await (const bytes of part.bytes) {
      signal.throwIfAborted()
      // The last bytes are held back, because they may be the trailer.
      const joined = Buffer.concat([held, bytes])
      const content = joined.subarray(0, Math.max(0, joined.byteLength - trailerBytes))
      held = joined.subarray(content.byteLength)
      hash.update(content)
      lines += countLines(content)
      await file.writeFile(content)
    }
    if (Buffer.from(held).toString() !== \`-- end \${hash.digest('hex')}\\n\`) {
      throw new Failure('corrupt', \`\${part.name} does not end like a whole dump\`, { remedy: 'Use another copy.' })
    }
    await file.sync()
    return lines
  }

  async #exists(): Promise<boolean> {
    return await this.#files.stat(this.#path).then(
      () => true,
      () => false,
    )
  }

  async *inspect(_selection: Selection, { signal }: Call): AsyncGenerator<SectionFigure, void, void> {
    signal.throwIfAborted()
    const hash = createHash('sha256')
    let rows = 0
    for await (const bytes of this.#read(signal)) {
      hash.update(bytes)
      rows += countLines(bytes)
    }
    yield { name: 'content', rows, checksum: hash.digest('hex') }
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

function countLines(bytes: Uint8Array): number {
  let lines = 0
  for (const byte of bytes) if (byte === 0x0a) lines += 1
  return lines
}

const ${camelCase(name)} = {
  contract: 1,
  kind: 'dialect',
  name: '${name}',
  title: { en: '${titleOf(name)}', 'zh-CN': '${titleOf(name)}' },
  config,
  parts: [partName],
  locate: (text) => ({ path: resolve(text) }),
  open: async (config, host) => new Source(config, host),
  async scratch(_config, host) {
    const folder = await host.temporary('${name.slice(0, 40)}')
    return {
      dialect: new Source({ path: join(folder.path, 'scratch') }, host),
      [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
    }
  },
} satisfies DialectPlugin<Config>

export default ${camelCase(name)}

/** What the conformance suite opens. */
export const conformance = {
  async makeSource(folder: string) {
    const path = join(folder, 'source.txt')
    await writeFile(path, 'one line\\n'.repeat(1_000))
    return { path }
  },
  makeEmpty: (folder: string) => ({ path: join(folder, 'empty.txt') }),
  makeMissing: (folder: string) => ({ path: join(folder, 'none.txt') }),
}
`
