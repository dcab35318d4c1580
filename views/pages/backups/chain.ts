import { html } from 'hono/html'
import type { Backup } from '../../../server/domain/backup.ts'
import { bytes, counted, when } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { oneBackup } from '../../messages/backups-one.ts'
import { fill } from '../../messages/fill.ts'
import { words } from '../../messages/words.ts'
import { trustBadge } from '../../parts/badge.ts'

export interface ChainView {
  readonly backup: Backup
  /** All of its chain that is known, itself included, the oldest first. */
  readonly members: readonly Backup[]
  readonly breakCount: number
}

/** So many beside the one that the page is about are drawn. */
const besideMax = 4

/** The chain as a line, from its full backup on. */
export function chainCard({ backup, members, breakCount }: ChainView, frame: PageFrame): Html {
  const say = oneBackup[frame.language].chain
  const known = new Set(members.map(({ id }) => id))
  const missing = backup.needs.filter((id) => id !== backup.id && !known.has(id))
  const line = html`<p class="soft">${counted(say.lead, { count: members.length }, frame)}
${breakCount === 0 ? '' : counted(say.breaks, { count: breakCount }, frame)}</p>
<ol class="backup-chain">${drawn(members, backup).map((part) => (typeof part === 'number' ? gap(part, frame) : link(part, { backup, frame })))}</ol>`
  return html`<section class="card" aria-labelledby="chain"><h2 id="chain">${say.title}</h2>
${members.length <= 1 && backup.needs.length === 0 ? html`<p class="soft">${say.alone}</p>` : line}
${missing.length === 0 ? '' : html`<p class="notice bad">${fill(say.missing, { ids: missing.map((id) => id.slice(0, 8)).join(', ') })}</p>`}
</section>`
}

/** The first, those around the one that it is about, and the last; between them how many were left out. */
function drawn(members: readonly Backup[], { id }: Backup): (Backup | number)[] {
  const own = members.findIndex((member) => member.id === id)
  const parts: (Backup | number)[] = []
  for (const [at, member] of members.entries()) {
    const isDrawn = at === 0 || at === members.length - 1 || Math.abs(at - own) <= besideMax
    const before = parts.at(-1)
    if (isDrawn) parts.push(member)
    else if (typeof before === 'number') parts[parts.length - 1] = before + 1
    else parts.push(1)
  }
  return parts
}

function gap(count: number, frame: PageFrame): Html {
  return html`<li class="gap"><span>${counted(oneBackup[frame.language].chain.more, { count }, frame)}</span></li>`
}

function link(member: Backup, { backup, frame }: { readonly backup: Backup; readonly frame: PageFrame }): Html {
  const mode = words[frame.language].modes[member.mode]
  const isThis = member.id === backup.id
  const name = isThis
    ? html`<strong aria-current="true">${mode} <span class="soft">(${oneBackup[frame.language].chain.this})</span></strong>`
    : html`<a href="/backups/${member.id}" title="${member.name}">${mode}</a>`
  return html`<li class="${member.mode === 'full' ? 'root' : 'part'}${isThis ? ' this' : ''}">${name}
<span>${when(member.startedAt, frame)}</span><span class="soft">${bytes(member.sizeBytes, frame)}</span>${trustBadge(member.trust, frame)}</li>`
}
