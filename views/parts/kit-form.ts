import { html } from 'hono/html'
import { plainTime } from '../format.ts'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { fill } from '../messages/fill.ts'
import { recoveryKit } from '../messages/recovery-kit.ts'
import { checkControl, textControl } from './controls.ts'
import { icon } from './icon.ts'

export interface KitState {
  readonly madeAt: Date | null
  readonly isSealed: boolean
  readonly outdatedBy: 'key' | 'identities' | null
}

/** What was wrong with what was sent, by its field. What was typed is secret and never comes back. */
export interface KitFaults {
  readonly passphrase?: keyof (typeof recoveryKit)['en']['faults']
  readonly isDifferent?: boolean
  readonly isNotUnderstood?: boolean
}

/** Both ways to the file: the sealed one first. The browser keeps what comes and stays on its page. */
export function kitForms({ action, faults }: { readonly action: string; readonly faults: KitFaults }, frame: PageFrame): Html {
  const say = recoveryKit[frame.language]
  const passphrase = {
    name: 'passphrase',
    label: say.passphrase,
    hint: say.passphraseHint,
    error: faults.passphrase === undefined ? null : say.faults[faults.passphrase],
  }
  const again = { name: 'again', label: say.again, error: faults.isDifferent === true ? say.differ : null }
  const secret = { type: 'password', autocomplete: 'new-password', isRequired: true } as const
  const understood = { name: 'understood', label: say.understood, error: faults.isNotUnderstood === true ? say.notUnderstood : null }
  return html`<form class="card" method="post" action="${action}" hx-boost="false" data-forget>
<h3>${say.seal}</h3>
<input type="hidden" name="seal" value="yes">
<div class="fields">${textControl({ ...passphrase, ...secret }, frame)}${textControl({ ...again, ...secret }, frame)}</div>
<div class="actions"><button type="submit">${icon('download')}${say.download}</button></div>
<p><small>${say.opening}</small> <code>age -d -o kit.zip holdfast-recovery-kit-….zip.age</code></p>
</form>
<details class="card" ${faults.isNotUnderstood === true ? html`open` : ''}><summary>${say.open}</summary>
<p class="notice warn">${say.openWarning}</p>
<form method="post" action="${action}" hx-boost="false">
<input type="hidden" name="seal" value="no">
${checkControl({ ...understood, isOn: false, isRequired: true })}
<button class="danger" type="submit">${icon('download')}${say.downloadOpen}</button>
</form>
</details>`
}

/** When the newest was made, and whether it still opens everything. */
export function kitState({ madeAt, isSealed, outdatedBy }: KitState, frame: PageFrame): Html {
  const say = recoveryKit[frame.language]
  if (madeAt === null) return html`<p class="notice warn">${say.never}</p>`
  const made = fill(say.made, { when: plainTime(madeAt, frame) })
  const old = outdatedBy === null ? '' : html`<p>${say.outdated[outdatedBy]}</p>`
  return html`<div class="notice ${outdatedBy === null ? 'good' : 'warn'}"><p>${made}</p><p>${isSealed ? say.isSealed : say.isOpen}</p>${old}</div>`
}

/** What is in it, and where to keep it. */
export function kitContents({ language }: Pick<PageFrame, 'language'>): Html {
  const say = recoveryKit[language]
  return html`<h3>${say.inside}</h3>
<ul>${Object.values(say.contents).map((text) => html`<li>${text}</li>`)}</ul>
<p>${say.keep}</p>`
}
