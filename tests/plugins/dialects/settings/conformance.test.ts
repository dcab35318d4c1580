import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import { testDialect } from '../../../../plugins/conformance/index.ts'
import type { DialectPlugin } from '../../../../plugins/contract.ts'
import settings from '../../../../plugins/dialects/settings/index.ts'

const exported = { format: 2, exportedAt: '2026-01-01T00:00:00.000Z', sources: [{ name: 'app', config: { path: '/srv/app.db' } }] }

describe.each([
  ['a configuration alone', null],
  ['what the daemon exported as well', exported],
])('of %s', (_, content) => testDialect(subjectWith(content), { describe, test }))

function subjectWith(content: object | null): Parameters<typeof testDialect>[0] {
  return {
    plugin: settings as DialectPlugin,
    async makeSource(folder) {
      const path = join(folder, 'data')
      await mkdir(path)
      if (content !== null) await writeFile(join(path, 'settings-export.json'), JSON.stringify(content))
      await writeFile(
        join(path, 'config.json'),
        JSON.stringify({ listen: '127.0.0.1:8080', retention: { days: 7 }, text: 'x'.repeat(300) }),
      )
      return { path }
    },
    makeEmpty: (folder) => ({ path: join(folder, 'data') }),
    makeMissing: (folder) => ({ path: join(folder, 'none') }),
  }
}
