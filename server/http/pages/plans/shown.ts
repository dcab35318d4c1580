import type { RetentionPreviewView } from '../../../../views/pages/plans/preview.ts'
import type { DecisionView } from '../../../../views/parts/retention-table.ts'
import type { RetentionPreview } from '../../../services/retention.ts'

type Decision = RetentionPreview['decisions'][number]

/** How many of those that would go, and of those that would stay, a preview shows. */
const shownOfEach = 5

/** A decision as pages show it. `sources` are the names by id; of a source that is gone the archive remembers the name. */
export function decisionView({ backup, keep, reasons }: Decision, sources: ReadonlyMap<string, string>): DecisionView {
  const { id, name, startedAt, sizeBytes, sourceId, source } = backup
  const known = sourceId === null ? undefined : sources.get(sourceId)
  return { id, name, source: known ?? source.label ?? '–', startedAt, sizeBytes, isKept: keep, reasons }
}

/** The names of the backups that reasons may speak of. */
export function namesIn({ decisions }: Pick<RetentionPreview, 'decisions'>): Map<string, string> {
  return new Map(decisions.map(({ backup }) => [backup.id, backup.name]))
}

/** Enough of a preview to stand beside a form: what would go before what would stay. */
export function retentionBeside(preview: RetentionPreview, sources: ReadonlyMap<string, string>): RetentionPreviewView {
  const { decisions, kept, removed, freedBytes, refusal } = preview
  const some = (keep: boolean) => decisions.filter((decision) => decision.keep === keep).slice(0, shownOfEach)
  const shown = [...some(false), ...some(true)].map((decision) => decisionView(decision, sources))
  return { kept, removed, freedBytes, refusal, decisions: shown, names: namesIn(preview) }
}
