import { z } from 'zod'
import type { ShownUser } from '../../auth/shown-user.ts'
import { roles } from '../../domain/role.ts'

/** A person as the native API shows one. */
export const userShape = z
  .object({
    id: z.string(),
    number: z.number().int(),
    name: z.string(),
    role: z.enum(roles),
    isDisabled: z.boolean(),
    hasTotp: z.boolean(),
    recoveryCodesLeft: z.number().int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    lastLoginAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'User' })

export function shapeOfUser(user: ShownUser): z.infer<typeof userShape> {
  return {
    ...user,
    createdAt: user.createdAt.toISOString(),
    updatedAt: user.updatedAt.toISOString(),
    lastLoginAt: user.lastLoginAt?.toISOString() ?? null,
  }
}
