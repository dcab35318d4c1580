import { z } from 'zod'
import type { TargetTrialReport, TrialView } from '../../../../views/parts/trial.ts'
import { nameOrId } from '../../api/noun-fields.ts'
import { htmlAnswer } from '../page.ts'

/** What all pages of targets have in common. */
export const shared = { scope: 'none', tags: ['pages'], responses: htmlAnswer } as const

export const params = z.object({ target: nameOrId('target') })

/** What a target said of itself, as it is shown. */
export function answeredTrial({ identity, freeBytes, latencyMs }: TargetTrialReport): TrialView {
  return { kind: 'target', report: { identity, freeBytes, latencyMs } }
}
