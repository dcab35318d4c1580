import { basename, isAbsolute, resolve } from 'node:path'
import { z } from 'zod'
import type { Host, Target, TargetPlugin } from '../../contract.ts'
import { ArchiveFile } from './archive-file.ts'
import { findObject, listObjects } from './lookup.ts'
import { probe } from './probe.ts'
import { readObject } from './read.ts'
import { removeObject } from './remove.ts'
import { sweep } from './sweep.ts'
import { writeObject } from './write.ts'

/** What the daemon's own metadata is called, in every data folder. */
const ownDatabaseName = 'metadata.db'

const config = z.object({
  path: z
    .string()
    .min(1, 'a file is needed')
    .refine(isAbsolute, 'the path must be absolute, like /srv/backups/archives.db')
    .refine((path) => !path.includes('\0') && path === path.trim(), 'a path holds no NUL and ends with no space')
    .refine((path) => !path.endsWith('/'), 'this is a folder: name the file in it')
    .refine((path) => basename(path) !== ownDatabaseName, `${ownDatabaseName} is Holdfast's own database: name a file of its own`)
    .meta({
      titles: { en: 'Database file', 'zh-CN': '数据库文件' },
      help: {
        en: 'The SQLite database file in which archives are kept. It is made if its folder is there. It must be on a disk of this machine, and hold nothing else.',
        'zh-CN': '存放归档的 SQLite 数据库文件。若所在文件夹存在，则自动创建。必须位于本机磁盘上，且不得存放其他内容。',
      },
      placeholder: '/srv/backups/archives.db',
    }),
})

type Config = z.infer<typeof config>

/** Archives as rows of an SQLite database: one file to carry about, and to put under whatever looks after databases. */
export const database = {
  contract: 1,
  kind: 'target',
  name: 'database',
  title: { en: 'Database', 'zh-CN': '数据库' },
  config,
  locate: (text) => ({ path: resolve(text) }),
  open: (config, host) => open(config, host),
} satisfies TargetPlugin<Config>

export default database

async function open({ path }: Config, host: Host): Promise<Target> {
  const file = new ArchiveFile(path, host)
  return {
    supports: { ranges: true, exclusive: true, checksum: 'sha256', bytesMax: null },
    probe: (call) => probe(file, call),
    put: (key, body, call) => writeObject(file, key, { ...call, body }),
    get: (key, call) => readObject(file, key, call),
    stat: (key, call) => findObject(file, key, call),
    list: (prefix, call) => listObjects(file, prefix, call),
    remove: (key, call) => removeObject(file, key, call),
    sweep: (before, call) => sweep(file, before, call),
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  }
}
