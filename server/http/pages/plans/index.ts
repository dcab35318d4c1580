import type { Route } from '../../route.ts'
import { planActionRoutes } from './actions.ts'
import { planDeletionRoutes } from './deletion.ts'
import { planDetailRoutes } from './detail.ts'
import { planFormRoutes } from './form-routes.ts'
import { planListRoutes } from './list.ts'
import { planPreviewRoutes } from './preview.ts'
import { planRetentionRoutes } from './retention.ts'

/** The pages of plans. Those with a word of their own come before those that take any name in its place. */
export const planPages: readonly Route[] = [
  ...planListRoutes,
  ...planPreviewRoutes,
  ...planFormRoutes,
  ...planDetailRoutes,
  ...planActionRoutes,
  ...planRetentionRoutes,
  ...planDeletionRoutes,
]
