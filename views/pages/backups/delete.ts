import { html } from 'hono/html'
import type { Backup } from '../../../server/domain/backup.ts'
import { bytes, counted } from '../../format.ts'
import { listFormat } from '../../formatters.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { backups } from '../../messages/backups.ts'
import { backupRemoval } from '../../messages/backups-new.ts'
import { fill } from '../../messages/fill.ts'
import { pieces } from '../../messages/pieces.ts'
import { words } from '../../messages/words.ts'
import { checkControl, textControl } from '../../parts/controls.ts'
import { namesListed } from '../../parts/names.ts'
import { confirmation } from '../../parts/page.ts'
import { faultNotice, type Told } from '../../parts/said.ts'

export interface DeleteView {
  readonly backup: Backup
  /** The targets that it goes from. */
  readonly targets: readonly string[]
  /** What could not be restored without it. */
  readonly breaks: readonly Backup[]
  /** Of all that would go, one that is pinned: then nothing may. */
  readonly pinned: Backup | null
  /** Of all that would go, the last good one of its source in its plan. */
  readonly last: Backup | null
  readonly given: { readonly withDependants: boolean; readonly isForced: boolean; readonly reason: string }
  /** The fields that were needed and not given. */
  readonly lacking: readonly ('dependants' | 'force' | 'reason')[]
  readonly told: Told | null
}

export const reasonLengthMax = 1000

/** Says what deleting a backup takes away, and asks. */
export function deleteBackupPage(view: DeleteView, frame: PageFrame): Html {
  const say = backupRemoval[frame.language]
  const { backup } = view
  const address = `/backups/${backup.id}`
  const trail = [
    { label: backups[frame.language].title, href: '/backups' },
    { label: backup.name, href: address },
  ]
  const body = confirmation(
    {
      title: say.title,
      trail,
      consequences: consequencesOf(view, frame),
      refusal: refusalOf(view, frame),
      action: `${address}/delete`,
      label: say.delete,
      back: address,
      fields: fields(view, frame),
    },
    frame,
  )
  return layout({ title: say.title, body }, frame)
}

function consequencesOf({ backup, targets, breaks, last }: DeleteView, frame: PageFrame): string[] {
  const say = backupRemoval[frame.language]
  const list = listFormat(frame.language, { type: 'conjunction' })
  const broken = namesListed(
    breaks.map(({ name }) => name),
    frame,
  )
  const gone = { size: bytes(backup.sizeBytes, frame), targets: list.format(targets) }
  return [
    targets.length === 0 ? say.goneUnkept : fill(say.gone, gone),
    fill(say.trust, { level: words[frame.language].trustLevels[backup.trust] }),
    ...(backup.state === 'delete_pending' ? [say.isGoing] : []),
    ...(breaks.length === 0 ? [] : [counted(say.breaks, { count: breaks.length, names: broken }, frame)]),
    ...(last === null ? [] : [last.id === backup.id ? say.isLast : fill(say.otherLast, { name: last.name })]),
  ]
}

function refusalOf({ backup, pinned }: DeleteView, { language }: PageFrame): string | null {
  const say = backupRemoval[language]
  if (pinned === null) return null
  return pinned.id === backup.id ? say.isPinned : fill(say.otherPinned, { name: pinned.name })
}

function fields({ breaks, last, given, lacking, told }: DeleteView, frame: PageFrame): Html {
  const say = backupRemoval[frame.language]
  const fault = (name: DeleteView['lacking'][number]) => (lacking.includes(name) ? pieces[frame.language].correct : null)
  const label = counted(say.withBreaks, { count: breaks.length }, frame)
  const dependants = { name: 'dependants', label, hint: say.withBreaksHint, isOn: given.withDependants, error: fault('dependants') }
  const force = { name: 'force', label: say.force, hint: say.forceHint, isOn: given.isForced, error: fault('force') }
  const reason = { name: 'reason', label: say.reason, hint: fill(say.reasonHint, { count: reasonLengthMax }), value: given.reason }
  return html`${faultNotice(told, frame)}
${breaks.length === 0 ? '' : checkControl(dependants)}
${last === null ? '' : checkControl(force)}
${textControl({ ...reason, error: fault('reason') }, frame)}`
}
