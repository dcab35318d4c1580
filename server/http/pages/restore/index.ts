import type { Route } from '../../route.ts'

export const restorePages: readonly Route[] = []
