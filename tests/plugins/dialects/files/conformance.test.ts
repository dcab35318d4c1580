import { mkdir, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import { testDialect } from '../../../../plugins/conformance/index.ts'
import type { DialectPlugin } from '../../../../plugins/contract.ts'
import files from '../../../../plugins/dialects/files/index.ts'

testDialect(
  {
    plugin: files as DialectPlugin,
    async makeSource(folder) {
      const path = join(folder, 'tree')
      await mkdir(join(path, 'folder', 'deeper'), { recursive: true })
      const longAgo = new Date('2020-01-01T00:00:00Z')
      for (const name of ['a.txt', 'folder/b.bin', 'folder/deeper/c', 'z']) {
        await writeFile(join(path, name), name.repeat(400))
        await utimes(join(path, name), longAgo, longAgo)
      }
      await symlink('a.txt', join(path, 'link'))
      for (const name of ['folder/deeper', 'folder', '.']) await utimes(join(path, name), longAgo, longAgo)
      return { path }
    },
    makeEmpty: (folder) => ({ path: join(folder, 'tree') }),
    makeMissing: (folder) => ({ path: join(folder, 'none') }),
  },
  { describe, test },
)
