import type { Route } from '../../route.ts'

export const targetPages: readonly Route[] = []
