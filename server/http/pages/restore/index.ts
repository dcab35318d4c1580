import { defineRoute, type Route } from '../../route.ts'
import { htmlAnswer } from '../page.ts'
import { check, confirm } from './check.ts'
import { choose } from './choose.ts'
import { resultPages } from './result.ts'
import { uploadPages } from './uploads.ts'
import { what } from './what.ts'
import { where } from './where.ts'

const shared = { access: 'admin', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const

/** The way to a restore, and back. What has a name of its own stands before what any id could be. */
export const restorePages: readonly Route[] = [
  defineRoute({ ...shared, method: 'get', path: '/restore', summary: 'Restore: which backup', handle: choose }),
  defineRoute({ ...shared, method: 'get', path: '/restore/what', summary: 'Restore: how much of it', handle: what }),
  defineRoute({ ...shared, method: 'get', path: '/restore/where', summary: 'Restore: where to', handle: where }),
  defineRoute({ ...shared, method: 'get', path: '/restore/check', summary: 'Restore: what would happen', handle: check }),
  defineRoute({ ...shared, method: 'post', path: '/restore/check', summary: 'Restore: begin', handle: confirm }),
  ...uploadPages,
  ...resultPages,
]
