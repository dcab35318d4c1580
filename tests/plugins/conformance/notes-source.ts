import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DialectSubject } from '../../../plugins/conformance/index.ts'
import type { DialectPlugin } from '../../../plugins/contract.ts'

/** A subject for the notes dialect and its broken variations. */
export function notesSubject(plugin: DialectPlugin): DialectSubject {
  return {
    plugin,
    deadlineMs: 500,
    async makeSource(folder) {
      const path = join(folder, 'notes')
      await mkdir(path)
      for (const name of ['alpha', 'beta', 'gamma']) await writeFile(join(path, `${name}.txt`), `${name}\n`.repeat(30))
      return { path }
    },
    assertions: { holds: 'note beta', fails: 'note delta', refused: ['', 'remove beta', 'note beta; remove beta'] },
    makeEmpty: (folder) => ({ path: join(folder, 'notes') }),
    makeMissing: (folder) => ({ path: join(folder, 'none') }),
  }
}
