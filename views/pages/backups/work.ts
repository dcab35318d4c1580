import { html } from 'hono/html'
import type { Backup } from '../../../server/domain/backup.ts'
import { isAtLeast } from '../../../server/domain/role.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { backupWork } from '../../messages/backups-work.ts'
import { words } from '../../messages/words.ts'
import { type Choice, linesControl, selectControl } from '../../parts/controls.ts'
import { icon } from '../../parts/icon.ts'

/** What was typed into one of the forms and refused. */
export interface WorkRefusal {
  readonly given: Readonly<Record<string, string>>
  /** By the name of the field. */
  readonly faults: Readonly<Record<string, string>>
}

export interface WorkView {
  readonly backup: Pick<Backup, 'id' | 'state' | 'description'>
  /** Where a copy is kept. */
  readonly keptAt: readonly Choice[]
  /** Where none is, so that one could be made. */
  readonly others: readonly Choice[]
  readonly refusal: WorkRefusal | null
}

/** What can be done with a backup, as far as whoever looks may do it. */
export function workCards(view: WorkView, frame: PageFrame): Html {
  const { person } = frame
  if (person === null || !isAtLeast(person.role, 'backup_operator') || view.backup.state !== 'kept') return html``
  return html`${verifyCard(view, frame)}${view.others.length === 0 ? '' : copyCard(view, frame)}
${isAtLeast(person.role, 'admin') ? describeCard(view, frame) : ''}`
}

function verifyCard({ backup, keptAt, refusal }: WorkView, frame: PageFrame): Html {
  const say = backupWork[frame.language]
  const { trustLevels } = words[frame.language]
  const levels = (['proven', 'parsed', 'stored'] as const).map((value) => ({ value, label: trustLevels[value] }))
  const given = refusal?.given ?? {}
  const level = { name: 'level', label: say.level, value: given['level'] ?? 'proven', choices: levels, isRequired: true }
  const target = { name: 'target', label: say.copyOf, value: given['target'] ?? '', choices: keptAt, empty: say.anyCopy }
  return html`<form class="card" method="post" action="/backups/${backup.id}/verify"><h2>${say.verify}</h2><p class="soft">${say.verifyLead}</p>
${selectControl({ ...level, error: refusal?.faults['level'], hint: words[frame.language].trustMeanings.proven }, frame)}
${keptAt.length < 2 ? '' : selectControl({ ...target, error: refusal?.faults['target'] }, frame)}
<button class="quiet" type="submit">${icon('drills')}${say.verify}</button></form>`
}

function copyCard({ backup, others, refusal }: WorkView, frame: PageFrame): Html {
  const say = backupWork[frame.language]
  const to = { name: 'to', label: say.to, value: refusal?.given['to'] ?? '', choices: others, isRequired: true }
  return html`<form class="card" method="post" action="/backups/${backup.id}/copy"><h2>${say.copy}</h2><p class="soft">${say.copyLead}</p>
${selectControl({ ...to, error: refusal?.faults['to'] }, frame)}
<button class="quiet" type="submit">${icon('copy')}${say.copy}</button></form>`
}

function describeCard({ backup, refusal }: WorkView, frame: PageFrame): Html {
  const say = backupWork[frame.language]
  const value = refusal?.given['description'] ?? backup.description
  return html`<form class="card" method="post" action="/backups/${backup.id}/describe">
${linesControl({ name: 'description', label: say.describe, value, rows: 3, error: refusal?.faults['description'] }, frame)}
<button class="quiet" type="submit">${icon('edit')}${say.save}</button></form>`
}
