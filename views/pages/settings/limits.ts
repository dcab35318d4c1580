import { html } from 'hono/html'
import { bytes, duration, number } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { settingsArea } from '../../messages/settings.ts'
import { pageHead } from '../../parts/page.ts'
import { settingsTrail } from './frame.ts'

export interface LimitsView {
  readonly publicUrl: string | null
  readonly trustedProxies: readonly string[]
  readonly uploadBytesMax: number
  readonly jobsAtOnce: number
  readonly configurationBytesMax: number
  readonly linkSecondsMax: number
  readonly tokenSecondsMax: number
  readonly passwordLength: { readonly min: number; readonly max: number }
  readonly dataPath: string
}

type Row = readonly [label: string, value: string | Html, how: string | Html]

/** What the daemon goes by, and where that is changed. */
export function limitsPage(view: LimitsView, frame: PageFrame): Html {
  const { limits: say, cards } = settingsArea[frame.language]
  const { title } = cards.limits
  const rows = rowsOf(view, frame).map(
    ([label, value, how]) =>
      html`<tr><th scope="row">${label}</th><td data-label="${say.value}">${value}</td><td data-label="${say.how}">${how}</td></tr>`,
  )
  const body = html`${pageHead({ title, lead: say.lead, trail: settingsTrail(frame) }, frame)}
<div class="card flush scroll"><table class="stack">
<thead><tr><th scope="col">${say.what}</th><th scope="col">${say.value}</th><th scope="col">${say.how}</th></tr></thead>
<tbody>${rows}</tbody></table></div>
<p class="soft">${say.contractZone} <a href="/settings/contracts">${cards.contracts.title}</a></p>`
  return layout({ title, body, isWide: true }, frame)
}

function rowsOf(view: LimitsView, frame: PageFrame): readonly Row[] {
  const say = settingsArea[frame.language].limits
  const { rows } = say
  const key = (...names: readonly string[]) => html`<span>${names.map((name) => html`<code>${name}</code> `)}</span>`
  const fixed = html`<span class="soft">${say.fixed}</span>`
  const atMost = (seconds: number) => fill(say.atMost, { value: duration(seconds * 1000, frame) })
  const { min, max } = view.passwordLength
  const proxies = view.trustedProxies.length === 0 ? say.noProxies : view.trustedProxies.join(' ')
  return [
    [rows.publicUrl, view.publicUrl ?? say.noAddress, key('HOLDFAST_URL', 'publicUrl')],
    [rows.proxies, proxies, key('trustedProxies')],
    [rows.upload, bytes(view.uploadBytesMax, frame), key('uploadBytesMax')],
    [rows.jobs, number(view.jobsAtOnce, frame), html`<span class="soft">${say.cores}</span>`],
    [rows.data, html`<code>${view.dataPath}</code>`, key('HOLDFAST_DATA', '--data')],
    [rows.configuration, bytes(view.configurationBytesMax, frame), fixed],
    [rows.link, atMost(view.linkSecondsMax), fixed],
    [rows.token, atMost(view.tokenSecondsMax), fixed],
    [rows.password, fill(say.characters, { min: number(min, frame), max: number(max, frame) }), fixed],
  ]
}
