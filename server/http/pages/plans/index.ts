import type { Route } from '../../route.ts'

export const planPages: readonly Route[] = []
