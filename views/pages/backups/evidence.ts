import { html } from 'hono/html'
import type { Verification } from '../../../server/domain/backup.ts'
import { counted, duration, number, when } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { backupWork } from '../../messages/backups-work.ts'
import { words } from '../../messages/words.ts'
import { badge, trustBadge } from '../../parts/badge.ts'
import { said } from '../../parts/said.ts'

export interface VerificationView {
  readonly verification: Verification
  /** The name of the target whose copy it was; null where that is gone or not known. */
  readonly target: string | null
}

const shownMax = 10
const comparedMax = 20

/** What was verified of a backup, when, and what was found. */
export function evidenceCard(verifications: readonly VerificationView[], frame: PageFrame): Html {
  const say = backupWork[frame.language]
  const older = verifications.length - shownMax
  const items = verifications.slice(0, shownMax).map((view) => evidenceItem(view, frame))
  return html`<section id="backup-evidence" class="card" aria-labelledby="evidence"><h2 id="evidence">${say.evidence}</h2>
${verifications.length === 0 ? html`<p class="soft">${say.noEvidence}</p>` : html`<ul class="backup-evidence">${items}</ul>`}
${older > 0 ? html`<p class="hint">${counted(say.olderEvidence, { count: older }, frame)}</p>` : ''}</section>`
}

function evidenceItem({ verification, target }: VerificationView, frame: PageFrame): Html {
  const { level, isPassed, at, durationMs, failure, jobId, evidence } = verification
  const say = backupWork[frame.language]
  const facts = evidence.map(factOf).filter((fact) => fact !== null)
  return html`<li><div class="bar">${badge(isPassed ? say.passed : say.failed, isPassed ? 'good' : 'bad', isPassed ? 'check' : 'bad')}
${trustBadge(level, frame)}<span>${when(at, frame)}</span>
<span class="soft">${[...(target === null ? [] : [target]), duration(durationMs, frame)].join(' · ')}</span>
<a href="/jobs/${jobId}">${say.job} ${jobId.slice(0, 8)}</a></div>
${failure === null ? '' : html`<p class="fault">${said(failure.message, frame)}</p>`}
${facts.length === 0 ? (isPassed && level === 'stored' ? html`<p class="soft">${say.hashed}</p>` : '') : comparison(facts, frame)}</li>`
}

interface Fact {
  readonly name: string
  readonly isSql: boolean
  readonly rows: number | null
  readonly isRight: boolean
}

/** Evidence is kept as it was found, by whatever version found it. */
function factOf(found: unknown): Fact | null {
  if (typeof found !== 'object' || found === null) return null
  const { name, sql, rows, equal, holds } = found as Readonly<Record<string, unknown>>
  const subject = typeof sql === 'string' ? sql : name
  if (typeof subject !== 'string') return null
  return { name: subject, isSql: typeof sql === 'string', rows: typeof rows === 'number' ? rows : null, isRight: (equal ?? holds) === true }
}

function comparison(facts: readonly Fact[], frame: PageFrame): Html {
  const say = backupWork[frame.language]
  const wrong = facts.filter(({ isRight }) => !isRight)
  const lead =
    wrong.length === 0
      ? counted(say.compared, { count: facts.length }, frame)
      : counted(say.different, { count: wrong.length, all: number(facts.length, frame) }, frame)
  const shown = [...wrong, ...facts.filter(({ isRight }) => isRight)].slice(0, comparedMax)
  const further = facts.length - shown.length
  return html`<details ${wrong.length > 0 ? html`open` : ''}><summary>${lead}</summary>
<div class="scroll"><table class="stack"><caption class="hidden">${say.details}</caption>
<thead><tr><th scope="col">${say.subject}</th><th scope="col" class="number">${say.rows}</th><th scope="col">${say.result}</th></tr></thead>
<tbody>${shown.map((fact) => factRow(fact, frame))}</tbody></table></div>
${further > 0 ? html`<p class="hint">${counted(say.furtherEvidence, { count: further }, frame)}</p>` : ''}</details>`
}

function factRow({ name, isSql, rows, isRight }: Fact, frame: PageFrame): Html {
  const say = backupWork[frame.language]
  const result = isSql ? (isRight ? say.holds : say.broken) : isRight ? say.equal : say.differs
  return html`<tr><th scope="row"><code>${name}</code></th><td class="number" data-label="${say.rows}">${rows === null ? words[frame.language].none : number(rows, frame)}</td>
<td data-label="${say.result}">${badge(result, isRight ? 'good' : 'bad', isRight ? 'check' : 'bad')}</td></tr>`
}
