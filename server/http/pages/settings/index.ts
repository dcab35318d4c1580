import type { Route } from '../../route.ts'

export const settingsPages: readonly Route[] = []
