import type { Route } from '../../route.ts'

export const sourcePages: readonly Route[] = []
