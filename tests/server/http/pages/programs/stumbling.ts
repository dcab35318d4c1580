import { z } from 'zod'
import type { Dialect, DialectPlugin } from '../../../../../plugins/contract.ts'

const stumble = async (): Promise<never> => {
  throw new TypeError('the plugin has a fault')
}

/** A source whose plugin has a fault: whatever is asked of it breaks. */
const stumbling: DialectPlugin<{ speed: number }> = {
  contract: 1,
  kind: 'dialect',
  name: 'stumbling',
  title: { en: 'Stumbling', 'zh-CN': '绊脚' },
  config: z.object({ speed: z.number() }),
  parts: ['nothing.txt'],
  open: async (): Promise<Dialect> => ({
    supports: { partial: false, snapshot: false, liveRestore: false, drill: false, unchanged: false, existing: ['refuse'] },
    probe: stumble,
    async *dump() {},
    restore: stumble,
    async *inspect() {},
    async [Symbol.asyncDispose]() {},
  }),
}

export default stumbling
