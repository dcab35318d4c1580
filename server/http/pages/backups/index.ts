import type { Route } from '../../route.ts'

export const backupPages: readonly Route[] = []
