import { join } from 'node:path'
import { describe, test } from 'vitest'
import { testTarget } from '../../../../plugins/conformance/index.ts'
import type { TargetPlugin } from '../../../../plugins/contract.ts'
import database from '../../../../plugins/targets/database/index.ts'

testTarget({ plugin: database as TargetPlugin, makeConfig: (folder) => ({ path: join(folder, 'archives.db') }) }, { describe, test })
