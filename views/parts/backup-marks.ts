import { html } from 'hono/html'
import type { Backup, Copy } from '../../server/domain/backup.ts'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { backups } from '../messages/backups.ts'
import { fill } from '../messages/fill.ts'
import { words } from '../messages/words.ts'
import { badge, jobBadge } from './badge.ts'

type Manner = Pick<PageFrame, 'language'>

/** What became of a backup, in the words of the job that made it; or that it goes. */
export function backupStatus({ state, warnings }: Pick<Backup, 'state' | 'warnings'>, frame: Manner): Html {
  if (state === 'delete_pending') return badge(words[frame.language].backupStates.delete_pending, 'warn', 'delete')
  return jobBadge(warnings > 0 ? 'completed_with_warnings' : 'completed', frame)
}

/** What is particular about a backup, a badge each. */
export function backupMarks(backup: Pick<Backup, 'isPinned' | 'isSealed' | 'isSizePlausible' | 'purpose'>, { language }: Manner): Html[] {
  const say = backups[language]
  return [
    ...(backup.isPinned ? [badge(say.pinned, 'live', 'pin')] : []),
    ...(backup.isSealed ? [badge(say.sealed, 'plain', 'lock')] : []),
    ...(backup.purpose === 'safety' ? [badge(words[language].purposes.safety, 'plain', 'restore')] : []),
    ...(backup.isSizePlausible ? [] : [badge(say.small, 'warn', 'warn')]),
  ]
}

/** How many copies are whole; with a sign where some are not. */
export function copyCount(copies: readonly Pick<Copy, 'state'>[], { language }: Manner): Html {
  const kept = copies.filter(({ state }) => state === 'kept').length
  if (kept === copies.length && kept > 0) return html`${kept}`
  return badge(fill(backups[language].copiesOf, { kept, all: copies.length }), kept === 0 ? 'bad' : 'warn', 'warn')
}
