import { z } from 'zod'
import type { Bytes, Target, TargetPlugin } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import local from '../../plugins/targets/local/index.ts'

const misdeeds = ['none', 'short', 'wrong', 'gone', 'longer', 'answer-lost', 'nothing-stored'] as const

const config = z.object({
  path: z.string().meta({ title: 'Path' }),
  misdeed: z.enum(misdeeds).meta({ title: 'Misdeed' }),
  /** Which objects it happens to: a part of the key. */
  to: z.string().meta({ title: 'To' }),
})

type Config = z.infer<typeof config>

/** A folder that says "stored" and means something else. */
const lying: TargetPlugin<Config> = {
  contract: 1,
  kind: 'target',
  name: 'lying-folder',
  title: { en: 'Lying folder', 'zh-CN': '说谎的文件夹' },
  config,
  async open({ path, misdeed, to }, host) {
    const target = (await local.open(local.config.parse({ path }), host)) as Target
    const put: Target['put'] = async (key, body, call) => {
      if (!key.endsWith(to)) return await target.put(key, body, call)
      if (misdeed === 'nothing-stored') throw new Failure('unavailable', 'The connection was reset.')
      const stored = await target.put(key, changed(body, misdeed), call)
      if (misdeed === 'answer-lost') throw new Failure('unavailable', 'The connection was reset.')
      if (misdeed === 'gone') await target.remove(key, call)
      return stored
    }
    return { ...bound(target), put }
  },
}

export default lying

function bound(target: Target): Target {
  return {
    supports: target.supports,
    probe: (call) => target.probe(call),
    put: (key, body, call) => target.put(key, body, call),
    get: (key, call) => target.get(key, call),
    stat: (key, call) => target.stat(key, call),
    list: (prefix, call) => target.list(prefix, call),
    remove: (key, call) => target.remove(key, call),
    sweep: (before, call) => target.sweep?.(before, call) ?? Promise.resolve(0),
    [Symbol.asyncDispose]: () => target[Symbol.asyncDispose](),
  }
}

async function* changed(body: Bytes, misdeed: Config['misdeed']): Bytes {
  let held: Uint8Array | null = null
  for await (const bytes of body) {
    if (held !== null) yield held
    held = Uint8Array.from(bytes)
  }
  if (held === null) return
  if (misdeed === 'wrong') held[held.length >> 1]! ^= 1
  yield misdeed === 'short' ? held.subarray(0, held.length - 1) : held
  if (misdeed === 'longer') yield Uint8Array.of(0)
}
