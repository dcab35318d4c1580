import { roles } from '../../../server/domain/role.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { accountArea } from '../../messages/settings-account.ts'
import { choiceControl } from '../../parts/controls.ts'

/** One of the roles, each with what it may do. */
export function roleControl(
  given: { readonly label: string; readonly value: string; readonly error?: string | undefined },
  frame: PageFrame,
): Html {
  const { label, value, error } = given
  const choices = roles.map((role) => ({ value: role, label: frame.say.roleNames[role], hint: accountArea[frame.language].roles[role] }))
  return choiceControl({ name: 'role', label, values: [value], choices, isRequired: true, error })
}
