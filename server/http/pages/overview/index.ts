import type { Route } from '../../route.ts'
import { startPages } from './start.ts'

export const overviewPages: readonly Route[] = [...startPages]
