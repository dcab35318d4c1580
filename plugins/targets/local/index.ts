import { z } from 'zod'
import type { Host, Target, TargetPlugin } from '../../contract.ts'
import { Folder } from './folder.ts'
import { findObject, listObjects } from './lookup.ts'
import { probe } from './probe.ts'
import { readObject } from './read.ts'
import { removeObject, sweepPartials } from './remove.ts'
import { writeObject } from './write.ts'

const config = z.object({
  path: z
    .string()
    .min(1, 'a folder is needed')
    .refine((path) => !path.includes('\0'), 'a path holds no NUL')
    .meta({
      titles: { en: 'Folder', 'zh-CN': '文件夹' },
      help: { en: 'Where archives are kept. Each is one file.', 'zh-CN': '归档的存放位置，每个归档是一个文件。' },
      placeholder: '/srv/backups',
    }),
  create: z
    .boolean()
    .default(true)
    .meta({
      titles: { en: 'Create the folder', 'zh-CN': '自动创建文件夹' },
      help: {
        en: 'On: a folder that is absent is made. Off: the folder must carry the .holdfast file of an earlier use, so that nothing is written to the mount point of a disk that is not mounted.',
        'zh-CN': '开启：文件夹不存在时自动创建。关闭：文件夹中必须有先前使用时留下的 .holdfast 文件，以免在磁盘未挂载时写入空的挂载点。',
      },
      advanced: true,
    }),
})

type Config = z.infer<typeof config>

/** A folder of this machine, or of anything that is mounted on it. */
export const local = {
  contract: 1,
  kind: 'target',
  name: 'local',
  title: { en: 'Folder', 'zh-CN': '本地文件夹' },
  config,
  locate: (text) => ({ path: text }),
  open: (config, host) => open(config, host),
} satisfies TargetPlugin<Config>

export default local

async function open({ path, create }: Config, host: Host): Promise<Target> {
  const folder = new Folder(path, { create, host })
  return {
    supports: { ranges: true, exclusive: true, checksum: null, bytesMax: null },
    probe: (call) => probe(folder, call),
    put: (key, body, call) => writeObject(folder, key, { ...call, body }),
    get: (key, call) => readObject(folder, key, call),
    stat: (key, call) => findObject(folder, key, call),
    list: (prefix, call) => listObjects(folder, prefix, call),
    remove: (key, call) => removeObject(folder, key, call),
    sweep: (before, call) => sweepPartials(folder, before, call),
    // Nothing stays open between calls.
    async [Symbol.asyncDispose]() {},
  }
}
