import { join } from 'node:path'
import { describe, test } from 'vitest'
import { testTarget } from '../../../../plugins/conformance/index.ts'
import type { TargetPlugin } from '../../../../plugins/contract.ts'
import local from '../../../../plugins/targets/local/index.ts'

testTarget({ plugin: local as TargetPlugin, makeConfig: (folder) => ({ path: join(folder, 'archives') }) }, { describe, test })
