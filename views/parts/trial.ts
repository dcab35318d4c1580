import { html } from 'hono/html'
import { bytes, duration, number } from '../format.ts'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { nouns } from '../messages/nouns.ts'
import { icon } from './icon.ts'
import { between } from './names.ts'
import type { Told } from './said.ts'
import { said } from './said.ts'

/** What came of asking a source or a target whether it answers. */
export type TrialView =
  | { readonly kind: 'source'; readonly report: SourceTrialReport }
  | { readonly kind: 'target'; readonly report: TargetTrialReport }
  | { readonly kind: 'failed'; readonly told: Told }
  /** It was not asked, because the form is not filled in as it must be. */
  | { readonly kind: 'wrong'; readonly told: Told | null; readonly faults: readonly { readonly title: string; readonly text: string }[] }

export interface SourceTrialReport {
  readonly engine: string
  readonly version: string
  readonly sizeBytes: number | null
  readonly tableCount: number
  readonly parts: readonly string[]
}

export interface TargetTrialReport {
  readonly identity: string | null
  readonly freeBytes: number | null
  readonly latencyMs: number
}

/** Where the report of a test goes; those who don't see it hear of it. */
export function trialRegion(trial: TrialView | null, frame: PageFrame): Html {
  return html`<div id="report" aria-live="polite">${trial === null ? '' : trialReport(trial, frame)}</div>`
}

/** The report of a test. */
export function trialReport(trial: TrialView, frame: PageFrame): Html {
  const say = nouns[frame.language]
  switch (trial.kind) {
    case 'failed':
      return html`<div class="notice bad"><p><strong>${say.failed}</strong></p>${toldParagraphs(trial.told, frame)}</div>`
    case 'wrong': {
      const faults = trial.faults.map(({ title, text }) => html`<li>${title}: ${text}</li>`)
      return html`<div class="notice warn">${trial.told === null ? html`<p>${say.incomplete}</p>` : toldParagraphs(trial.told, frame)}${faults.length === 0 ? '' : html`<ul>${faults}</ul>`}</div>`
    }
    default: {
      const facts = trial.kind === 'source' ? sourceFacts(trial.report, frame) : targetFacts(trial.report, frame)
      const list = facts.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>`)
      return html`<div class="notice good trial"><p>${icon('check')} <strong>${say.answers}</strong></p><dl class="facts">${list}</dl></div>`
    }
  }
}

function toldParagraphs({ message, remedy = null }: Told, frame: PageFrame): Html {
  return html`<p>${said(message, frame)}</p>${remedy === null ? '' : html`<p>${said(remedy, frame)}</p>`}`
}

type Fact = readonly [term: string, value: string]

function sourceFacts({ engine, version, sizeBytes, tableCount, parts }: SourceTrialReport, frame: PageFrame): Fact[] {
  const say = nouns[frame.language]
  return [
    [say.engine, engine],
    [say.version, version],
    [say.size, bytes(sizeBytes, frame)],
    [say.tables, number(tableCount, frame)],
    ...(parts.length === 0 ? [] : [[say.parts, parts.join(between[frame.language])] as const]),
  ]
}

function targetFacts({ identity, freeBytes, latencyMs }: TargetTrialReport, frame: PageFrame): Fact[] {
  const say = nouns[frame.language]
  return [
    [say.freeSpace, bytes(freeBytes, frame)],
    [say.latency, duration(latencyMs, frame)],
    [say.identity, identity ?? say.newPlace],
  ]
}
