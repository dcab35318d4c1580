/** What somebody may do; each role may do what the one before it may. */
export const roles = ['viewer', 'backup_operator', 'admin'] as const

export type Role = (typeof roles)[number]

/** Whether `role` is at least the one that is needed. */
export function isAtLeast(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed)
}
