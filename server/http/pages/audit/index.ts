import type { Route } from '../../route.ts'

export const auditPages: readonly Route[] = []
