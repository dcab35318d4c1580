import type { Route } from '../../route.ts'
import { sourceDetailPages } from './detail.ts'
import { sourceFormPages } from './form.ts'
import { sourceListPages } from './list.ts'
import { sourceRemovalPages } from './remove.ts'
import { sourceTablePages } from './tables.ts'

/** The sources: what is backed up. */
export const sourcePages: readonly Route[] = [
  ...sourceListPages,
  ...sourceFormPages,
  ...sourceDetailPages,
  ...sourceTablePages,
  ...sourceRemovalPages,
]
