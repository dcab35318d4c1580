import { html } from 'hono/html'
import type { TrustLevel } from '../../server/domain/job.ts'
import type { JobState } from '../../server/domain/work.ts'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { words } from '../messages/words.ts'
import { type IconName, icon } from './icon.ts'

export type Tone = 'good' | 'bad' | 'warn' | 'live' | 'plain'

/** A word with a colour and a sign, so that the colour alone says nothing. */
export function badge(text: string, tone: Tone, sign: IconName | null = null): Html {
  return html`<span class="badge ${tone}">${sign === null ? '' : icon(sign)}${text}</span>`
}

const jobTones: Readonly<Record<JobState, readonly [Tone, IconName]>> = {
  pending: ['plain', 'clock'],
  running: ['live', 'jobs'],
  completed: ['good', 'check'],
  completed_with_warnings: ['warn', 'warn'],
  failed: ['bad', 'bad'],
  cancelled: ['plain', 'stop'],
  timeout: ['bad', 'clock'],
}

/** The state of a job. */
export function jobBadge(state: JobState, { language }: Pick<PageFrame, 'language'>): Html {
  const [tone, sign] = jobTones[state]
  return badge(words[language].jobStates[state], tone, sign)
}

const trustTones: Readonly<Record<TrustLevel, readonly [Tone, IconName]>> = {
  stored: ['plain', 'targets'],
  parsed: ['live', 'check'],
  proven: ['good', 'drills'],
}

/** How far a backup was verified; what the word means stands behind it. */
export function trustBadge(level: TrustLevel, { language }: Pick<PageFrame, 'language'>): Html {
  const { trustLevels, trustMeanings } = words[language]
  const [tone, sign] = trustTones[level]
  return html`<span title="${trustMeanings[level]}">${badge(trustLevels[level], tone, sign)}</span>`
}
