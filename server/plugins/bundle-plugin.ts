import { z } from 'zod'
import type { DialectPlugin } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { bundleDialect } from '../domain/chain.ts'

/** More would make one archive of what is better kept apart. */
export const membersMax = 32

const config = z.object({
  members: z
    .array(z.string().min(1))
    .min(1)
    .max(membersMax)
    .meta({
      titles: { en: 'Sources', 'zh-CN': '数据源' },
      help: {
        en: 'The sources that are backed up together into one archive, by name, in this order. Two at least, and no bundles.',
        'zh-CN': '一起备份到同一个归档中的数据源，按名称填写，并按此顺序备份。至少两个，且不能是组合。',
      },
      placeholder: 'shop, uploads',
    }),
})

/**
 * Several sources as one: what a form and a list know of it. It opens nothing itself, for a plugin knows of no other; `openDialect` and `openScratch`
 * put its members together.
 */
export const bundlePlugin: DialectPlugin<z.output<typeof config>> = {
  contract: 1,
  kind: 'dialect',
  name: bundleDialect,
  title: { en: 'Several sources', 'zh-CN': '多个数据源' },
  config,
  parts: ['*'],
  locate() {
    throw new Failure('invalid', 'A bundle consists of sources that are kept, so it is no place to write down.', {
      remedy: 'Name a bundle that is kept with --to, or choose one of its members with --tables and restore that alone.',
    })
  },
  async open() {
    throw new Failure('internal', 'a bundle was opened like a plugin', { remedy: 'Report this: it must be opened member by member.' })
  },
}

export default bundlePlugin
