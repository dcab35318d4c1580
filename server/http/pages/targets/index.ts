import type { Route } from '../../route.ts'
import { targetBrowsePages } from './browse.ts'
import { targetDetailPages } from './detail.ts'
import { targetFormPages } from './form.ts'
import { targetListPages } from './list.ts'
import { targetRemovalPages } from './remove.ts'

/** The targets: where backups are kept. */
export const targetPages: readonly Route[] = [
  ...targetListPages,
  ...targetFormPages,
  ...targetDetailPages,
  ...targetBrowsePages,
  ...targetRemovalPages,
]
