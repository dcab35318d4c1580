import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemSeams } from '../../../server/seams/seams.ts'
import { openSealedStore } from '../../../server/store/open-sealed.ts'
import { rotateKey } from '../../../server/store/rotate-key.ts'
import type { Store } from '../../../server/store/store.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** A data folder of a test's own; disposing removes it. */
export async function makePlace(seams = systemSeams()) {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-sealed-'))
  const dataPath = join(folder, 'data')
  const optionsFor = (env: Environment) => ({ dataPath, env, seams })
  const open = (env: Environment = {}) => openSealedStore(optionsFor(env))
  return {
    dataPath,
    open,
    rotate: (store: Store, env: Environment = {}) => rotateKey(store, optionsFor(env)),
    /** Opens the store for one question. */
    async ask<Answer>(question: (store: Store) => Promise<Answer>, env: Environment = {}): Promise<Answer> {
      await using store = await open(env)
      return await question(store)
    },
    pathOf: (name: string) => join(dataPath, name),
    names: async () => (await readdir(dataPath)).sort(),
    key: () => readFile(join(dataPath, 'secret.key'), 'utf8'),
    modeOf: async (name: string) => ((await stat(join(dataPath, name))).mode & 0o777).toString(8),
    /** Everything of the database that lies on the disk. */
    async bytes(): Promise<Buffer> {
      const names = (await readdir(dataPath)).filter((name) => name.startsWith('metadata.db'))
      return Buffer.concat(await Promise.all(names.map((name) => readFile(join(dataPath, name)))))
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

export type Place = Awaited<ReturnType<typeof makePlace>>
