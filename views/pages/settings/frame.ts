import type { PageFrame } from '../../frame.ts'
import { settingsArea } from '../../messages/settings.ts'
import type { Told } from '../../parts/said.ts'

/** What every form here may have to say. */
export interface Refused {
  /** What went wrong; null for nothing. */
  readonly told: Told | null
  /** What is wrong with each field, by its name. */
  readonly faults: Readonly<Record<string, string>>
}

export const notRefused: Refused = { told: null, faults: {} }

/** The way back to the settings, and to one of their pages. */
export function settingsTrail(
  { language }: Pick<PageFrame, 'language'>,
  ...pages: readonly { readonly label: string; readonly href: string }[]
) {
  return [{ label: settingsArea[language].title, href: '/settings' }, ...pages]
}
