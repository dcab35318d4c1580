import { join } from 'node:path'
import type { Copy } from '../domain/backup.ts'
import type { Target } from '../domain/target.ts'
import { defaultTargetName } from '../plugins/first-plugins.ts'

/** Where a copy lies, as people write it: in a folder of this machine the path of the file, elsewhere `kind:name/key`. Never shows a secret. */
export function placeOfCopy({ key }: Pick<Copy, 'key'>, { kind, name, config }: Pick<Target, 'kind' | 'name' | 'config'>): string {
  const { path } = config
  return kind === defaultTargetName && typeof path === 'string' ? join(path, key) : `${kind}:${name}/${key}`
}

/** The place of the first copy that is kept at one of these targets; null when there is none. */
export function placeOfFirst(copies: readonly Copy[], targets: readonly Target[]): string | null {
  for (const copy of copies) {
    const target = targets.find(({ id }) => id === copy.targetId)
    if (copy.state === 'kept' && target !== undefined) return placeOfCopy(copy, target)
  }
  return null
}
