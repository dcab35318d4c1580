import { z } from 'zod'
import type { SourceTrialReport, TrialView } from '../../../../views/parts/trial.ts'
import { nameOrId } from '../../api/noun-fields.ts'
import { htmlAnswer } from '../page.ts'

/** What all pages of sources have in common. */
export const shared = { scope: 'none', tags: ['pages'], responses: htmlAnswer } as const

export const params = z.object({ source: nameOrId('source') })

/** What a source said of itself, as it is shown. */
export function answeredTrial({ engine, version, sizeBytes, tableCount, parts }: SourceTrialReport): TrialView {
  return { kind: 'source', report: { engine, version, sizeBytes, tableCount, parts } }
}
