import type { Route } from '../../route.ts'

export const drillPages: readonly Route[] = []
