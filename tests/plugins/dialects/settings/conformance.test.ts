import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import { testDialect } from '../../../../plugins/conformance/index.ts'
import type { DialectPlugin } from '../../../../plugins/contract.ts'
import settings from '../../../../plugins/dialects/settings/index.ts'

testDialect(
  {
    plugin: settings as DialectPlugin,
    async makeSource(folder) {
      const path = join(folder, 'data')
      await mkdir(path)
      await writeFile(
        join(path, 'config.json'),
        JSON.stringify({ listen: '127.0.0.1:8080', retention: { days: 7 }, text: 'x'.repeat(300) }),
      )
      return { path }
    },
    makeEmpty: (folder) => ({ path: join(folder, 'data') }),
    makeMissing: (folder) => ({ path: join(folder, 'none') }),
  },
  { describe, test },
)
