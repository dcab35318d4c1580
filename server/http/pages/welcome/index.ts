import type { Route } from '../../route.ts'

export const welcomePages: readonly Route[] = []
