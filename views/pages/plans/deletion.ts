import { counted } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { planMessages } from '../../messages/plans.ts'
import { confirmation } from '../../parts/page.ts'

export interface PlanDeletionView {
  readonly id: string
  readonly name: string
  readonly pendingJobs: number
  readonly runningJobs: number
  readonly backups: number
}

/** What deleting a plan would do. */
export function planDeletionPage(view: PlanDeletionView, frame: PageFrame): Html {
  const { title: plans, deletion: say } = planMessages[frame.language]
  const { id, name, pendingJobs, runningJobs, backups } = view
  const title = fill(say.title, { name })
  const consequences = [
    say.schedule,
    ...(pendingJobs === 0 ? [] : [counted(say.pending, { count: pendingJobs }, frame)]),
    backups === 0 ? say.noBackups : counted(say.backups, { count: backups }, frame),
  ]
  const back = `/plans/${id}`
  const trail = [
    { label: plans, href: '/plans' },
    { label: name, href: back },
  ]
  const refusal = runningJobs === 0 ? null : counted(say.running, { count: runningJobs }, frame)
  const body = confirmation({ title, trail, consequences, refusal, action: `${back}/delete`, label: say.label, back }, frame)
  return layout({ title, body }, frame)
}
