import { z } from 'zod'
import type { TargetPlugin } from '../../../../../plugins/contract.ts'
import { Failure } from '../../../../../plugins/failure.ts'
import { local } from '../../../../../plugins/targets/local/index.ts'

const config = z.object({
  path: z.string().min(1),
  isOpen: z.boolean().default(true),
  accessKey: z.string().meta({ secret: true }),
})

/** A folder behind a key, which it shouts out when it is shut. */
const locker: TargetPlugin<z.infer<typeof config>> = {
  contract: 1,
  kind: 'target',
  name: 'locker',
  title: { en: 'Locker', 'zh-CN': '储物柜' },
  config,
  async open({ path, isOpen, accessKey }, host) {
    host.log.info(`opening with ${accessKey}`)
    if (!isOpen) throw new Failure('denied', `The locker is shut for ${accessKey}.`, { cause: new Error(accessKey) })
    return local.open({ path, create: true }, host)
  },
}

export default locker
