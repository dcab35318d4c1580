import { z } from 'zod'
import type { Target, TargetPlugin } from '../../../plugins/contract.ts'
import { Failure } from '../../../plugins/failure.ts'
import local from '../../../plugins/targets/local/index.ts'

const config = z.object({
  path: z.string().meta({ title: 'Path' }),
  refuses: z.enum(['probe', 'put', 'remove']).meta({ title: 'Refuses' }),
  /** Which objects it happens to: how the key ends. */
  to: z.string().default('').meta({ title: 'To' }),
})

/** A folder that refuses some calls, as a store with locked objects does. */
const refusing: TargetPlugin<z.infer<typeof config>> = {
  contract: 1,
  kind: 'target',
  name: 'refusing-folder',
  title: { en: 'Refusing folder', 'zh-CN': '拒绝的文件夹' },
  config,
  async open({ path, refuses, to }, host) {
    const target: Target = await local.open(local.config.parse({ path }), host)
    const refuse = (call: typeof refuses, key: string) => {
      if (call === refuses && key.endsWith(to)) throw new Failure('denied', `${call} of ${key} is refused`)
    }
    return {
      ...target,
      async probe(call) {
        refuse('probe', '')
        return await target.probe(call)
      },
      async put(key, body, call) {
        refuse('put', key)
        return await target.put(key, body, call)
      },
      async remove(key, call) {
        refuse('remove', key)
        await target.remove(key, call)
      },
    }
  },
}

export default refusing
