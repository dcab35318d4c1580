import { z } from 'zod'
import type { DialectPlugin, Host, ScratchSource } from '../../contract.ts'
import { SettingsDialect } from './dialect.ts'
import { partName } from './export.ts'

const config = z.object({
  path: z
    .string()
    .min(1)
    .refine((text) => !text.includes('\0'), 'a path holds no NUL')
    .meta({
      titles: { en: 'Data folder', 'zh-CN': '数据目录' },
      help: { en: 'Where the daemon keeps its own state.', 'zh-CN': '守护进程保存自身状态的文件夹。' },
      placeholder: './data',
    }),
})

type Config = z.infer<typeof config>

/** The daemon's own configuration, for the day when the machine it ran on is gone. */
export const settings: DialectPlugin<Config> = {
  contract: 1,
  kind: 'dialect',
  name: 'settings',
  title: { en: 'Settings', 'zh-CN': '系统设置' },
  config,
  parts: [partName],
  locate: (text) => ({ path: text }),
  open: async ({ path }, host) => new SettingsDialect(path, host),
  scratch: (_config, host) => openScratch(host),
}

async function openScratch(host: Host): Promise<ScratchSource> {
  const folder = await host.temporary('settings-scratch')
  return {
    dialect: new SettingsDialect(folder.path, host),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

export default settings
