import { z } from 'zod'
import type { Dialect, DialectPlugin } from '../../../../../plugins/contract.ts'
import { Failure } from '../../../../../plugins/failure.ts'

const refused = async (): Promise<never> => {
  throw new Failure('internal', 'Nothing but a probe is asked of it.')
}

/** A source behind a password, which is "open sesame". It can be reached, and nothing else. */
const gated: DialectPlugin<{ host: string; password: string }> = {
  contract: 1,
  kind: 'dialect',
  name: 'gated',
  title: { en: 'Gate', 'zh-CN': '门' },
  config: z.object({ host: z.string().min(1), password: z.string().meta({ secret: true, titles: { en: 'Password', 'zh-CN': '密码' } }) }),
  parts: ['gate.txt'],
  open: async ({ host, password }): Promise<Dialect> => ({
    supports: { partial: false, snapshot: false, liveRestore: false, drill: false, unchanged: false, existing: ['refuse'] },
    async probe() {
      if (password !== 'open sesame') throw new Failure('unauthenticated', `The gate of ${host} does not take the password ${password}.`)
      return { engine: 'gate', version: '1', identity: host, sizeBytes: null, tables: [], parts: ['gate.txt'] }
    },
    async *dump() {},
    restore: refused,
    async *inspect() {},
    async [Symbol.asyncDispose]() {},
  }),
}

export default gated
