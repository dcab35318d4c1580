import { html } from 'hono/html'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { fill } from '../../messages/fill.ts'
import { settingsArea } from '../../messages/settings.ts'
import { linesControl } from '../../parts/controls.ts'
import { notice } from '../../parts/form.ts'
import { confirmation, emptyState, linkButton, pageHead } from '../../parts/page.ts'
import { faultNotice, type Told } from '../../parts/said.ts'
import { type Refused, settingsTrail } from './frame.ts'

/** What was done that the page tells of. */
export const encryptionDone = ['added', 'nothingNew', 'forgotten', 'rotated'] as const

export interface EncryptionView extends Refused {
  readonly recipients: readonly string[]
  readonly done: (typeof encryptionDone)[number] | null
}

export const encryptionPath = '/settings/encryption'

/** The keys that were entrusted, and the key that seals what is kept here. No secret half is ever shown. */
export function encryptionPage(view: EncryptionView, frame: PageFrame): Html {
  const { encryption: say, cards } = settingsArea[frame.language]
  const { title } = cards.encryption
  const text = { name: 'text', label: say.text, hint: say.textHint, rows: 5, error: view.faults['text'], isRequired: true }
  const body = html`${pageHead({ title, lead: say.lead, trail: settingsTrail(frame) }, frame)}
${notice(view.done === null ? null : say[view.done], 'good')}${faultNotice(view.told, frame)}
<div class="section-head"><h2>${say.identities}</h2></div>
${view.recipients.length === 0 ? emptyState('lock', say.noIdentities) : recipientTable(view.recipients, frame)}
<form class="card narrow-card" method="post" action="${encryptionPath}" autocomplete="off">
<h2>${say.add}</h2>
<p class="notice warn">${say.warning}</p>
${linesControl(text, frame)}
<div class="actions"><button type="submit">${say.add}</button></div>
</form>
<div class="cards">
<section class="card"><h2>${say.kit}</h2><p class="soft">${say.kitText}</p>${linkButton({ href: '/settings/recovery-kit', label: say.kitOpen })}</section>
<section class="card"><h2>${say.installationKey}</h2><p class="soft">${say.installationText}</p>${linkButton({ href: `${encryptionPath}/rotate`, label: say.rotate })}</section>
</div>`
  return layout({ title, body, isWide: true }, frame)
}

function recipientTable(recipients: readonly string[], { language }: PageFrame): Html {
  const say = settingsArea[language].encryption
  const rows = recipients.map((recipient) => {
    const name = fill(say.forgetName, { recipient })
    const forget = html`<a class="button quiet small" href="${encryptionPath}/${recipient}/delete" aria-label="${name}">${say.forget}</a>`
    return html`<tr><th scope="row"><code>${recipient}</code></th><td class="actions-cell"><div class="actions">${forget}</div></td></tr>`
  })
  return html`<div class="card flush scroll"><table class="stack"><thead><tr><th scope="col">${say.recipient}</th><td></td></tr></thead><tbody>${rows}</tbody></table></div>`
}

function trail(frame: PageFrame) {
  return settingsTrail(frame, { label: settingsArea[frame.language].cards.encryption.title, href: encryptionPath })
}

/** What forgetting a key does. */
export function forgetPage(
  { recipient, refusal }: { readonly recipient: string; readonly refusal: string | null },
  frame: PageFrame,
): Html {
  const say = settingsArea[frame.language].encryption
  const { drills, kept, copy, recipient: named } = say.forgetConsequences
  const consequences = [fill(named, { recipient }), drills, kept, copy]
  const action = `${encryptionPath}/${recipient}/delete`
  const title = say.forgetTitle
  const body = confirmation({ title, trail: trail(frame), consequences, refusal, action, label: say.forget, back: encryptionPath }, frame)
  return layout({ title, body }, frame)
}

/** What changing the key of the installation does. What was refused may be mended meanwhile, so the button stays. */
export function rotatePage(told: Told | null, frame: PageFrame): Html {
  const say = settingsArea[frame.language].encryption
  const { sealed, older, kit, environment } = say.rotateConsequences
  const title = say.rotateTitle
  const consequences = [sealed, older, kit, environment]
  const action = `${encryptionPath}/rotate`
  const fields = faultNotice(told, frame)
  const body = confirmation({ title, trail: trail(frame), consequences, action, label: say.rotate, back: encryptionPath, fields }, frame)
  return layout({ title, body }, frame)
}
