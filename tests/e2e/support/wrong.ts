import type { Response } from 'playwright-core'
import type { Visitor } from './visitor.ts'

/** A form filled in wrongly, past what the browser itself would refuse. */
export interface Wrong {
  readonly on: string
  /** By the names of the fields: what stands in them; true for a box that is ticked. */
  readonly typed: Readonly<Record<string, string | true>>
  /** The form, where several have these fields. */
  readonly form?: string
  /** The fields beside which a fault must stand; none where it stands above the form alone. */
  readonly faults?: readonly string[]
  /** The fields that must come back empty, their values nowhere on the page. */
  readonly secrets?: readonly string[]
  /** What can't come back, for instance a choice that there isn't. */
  readonly lost?: readonly string[]
}

interface Seen {
  readonly heading: string
  readonly alerts: readonly string[]
  readonly faults: readonly string[]
  readonly notes: readonly string[]
  readonly untied: readonly string[]
  readonly values: Readonly<Record<string, readonly string[]>>
  readonly focused: string
}

/** Puts values where people can't, as somebody with another browser could. */
const fillScript = `({ form: selector, typed }) => {
  const forms = [...document.querySelectorAll(selector)]
  const named = (form, name) => [...form.elements].filter((control) => control.name === name)
  const form = forms.find((one) => Object.keys(typed).every((name) => named(one, name).length > 0))
  if (form === undefined) throw new Error('No form has the fields ' + Object.keys(typed))
  form.noValidate = true
  const isBoosted = form.closest('[hx-boost]')?.getAttribute('hx-boost') === 'true'
  form.dataset.sent = ''
  for (const details of form.querySelectorAll('details')) details.open = true
  for (const [name, value] of Object.entries(typed)) {
    const [first, ...others] = named(form, name)
    if (first.type === 'radio') {
      const same = [first, ...others].find((one) => one.value === value) ?? first
      same.value = value
      same.checked = true
    } else if (first.type === 'checkbox') {
      if (value !== true) first.value = value
      first.checked = true
    } else {
      if (first.tagName === 'SELECT') first.add(new Option(value, value))
      if (['number', 'time', 'date'].includes(first.type)) first.type = 'text'
      first.disabled = false
      first.value = value
    }
  }
  return isBoosted
}`

const seenScript = `(names) => {
  const text = (element) => element.textContent.trim().replace(/\\s+/g, ' ')
  const invalid = [...document.querySelectorAll('main [aria-invalid=true]')]
  const noted = (control) => (control.getAttribute('aria-describedby') ?? control.closest('fieldset')?.getAttribute('aria-describedby') ?? '')
    .split(' ').map((id) => document.getElementById(id)).filter((note) => note !== null && note.classList.contains('fault') && text(note) !== '')
  const valueOf = (control) => control.type === 'checkbox' || control.type === 'radio' ? (control.checked ? [control.value] : [])
    : [control.tagName === 'INPUT' ? control.getAttribute('value') ?? '' : control.value]
  return {
    heading: text(document.querySelector('h1')),
    alerts: [...document.querySelectorAll('main [role=alert]')].map(text),
    faults: [...new Set([...invalid.map(({ name }) => name), ...[...document.querySelectorAll('main fieldset')]
      .filter((set) => (set.getAttribute('aria-describedby') ?? '').includes('-error')).map((set) => set.querySelector('input')?.name)])],
    notes: [...document.querySelectorAll('main .fault')].map(text),
    untied: invalid.filter((control) => noted(control).length === 0).map(({ name }) => name),
    values: Object.fromEntries(names.map((name) => [name, [...document.getElementsByName(name)].flatMap(valueOf)])),
    focused: document.activeElement?.getAttribute('role') ?? document.activeElement?.name ?? '',
  }
}`

/** Sends the form, and resolves with all that a page may not do with it. */
export async function complaintsOf(visitor: Visitor, wrong: Wrong): Promise<string[]> {
  const { page } = visitor
  await visitor.go(wrong.on)
  const heading = (await page.locator('h1').textContent())!.trim()
  const form = wrong.form ?? 'main form'
  const isBoosted = (await page.evaluate(`(${fillScript})(${JSON.stringify({ form, typed: wrong.typed })})`)) as boolean
  const button = page.locator('form[data-sent]').locator('button[type=submit]:not([formaction]):visible').last()
  const [response] = await Promise.all([page.waitForResponse(isAnswer), button.click()])
  await page.locator('form[data-sent]').waitFor({ state: 'detached' })
  // The script of a page that was loaded whole has run by then.
  await page.waitForLoadState('load')
  // What never comes is told below as a focus that is nowhere.
  await page.waitForFunction('document.activeElement !== document.body', null, { timeout: 2000 }).catch(() => {})
  const seen = (await page.evaluate(`(${seenScript})(${JSON.stringify(Object.keys(wrong.typed))})`)) as Seen
  const html = await page.content()
  return [
    ...judge(wrong, { response, heading, seen, html, isBoosted }),
    ...languageFaults(wrong, seen, await page.getAttribute('html', 'lang')),
    ...(await deadEnds(visitor)),
  ].map((complaint) => `${wrong.on} with ${JSON.stringify(wrong.typed)}: ${complaint}`)
}

/** What answers a form can be had in the other language too. Asked from outside, because a browser would be shown that language from then on. */
async function deadEnds({ page, base }: Visitor): Promise<string[]> {
  const href = await page.getAttribute('a[hreflang]', 'href')
  const cookies = await page.context().cookies()
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const answer = await fetch(`${base}${href}`, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' })
  await answer.body?.cancel()
  // A form that stands in its address is as wrong there.
  return answer.ok || answer.status === 400 ? [] : [`the other language at ${href} is answered with ${answer.status}`]
}

/** What a form got back: neither files of the page nor what moves on it. */
function isAnswer(response: Response): boolean {
  return ['document', 'fetch', 'xhr'].includes(response.request().resourceType()) && !new URL(response.url()).pathname.startsWith('/live/')
}

interface Answer {
  readonly response: Response
  readonly heading: string
  readonly seen: Seen
  readonly html: string
  readonly isBoosted: boolean
}

function judge(wrong: Wrong, { response, heading, seen, html, isBoosted }: Answer): string[] {
  const { faults = [] } = wrong
  const complaints: string[] = []
  const status = response.status()
  if (status < 400 || status > 499) complaints.push(`answered with ${status}`)
  if (seen.heading !== heading) complaints.push(`another page: ${seen.heading}`)
  if (seen.alerts.length === 0 && seen.faults.length === 0) complaints.push('nothing says what is wrong')
  for (const name of faults)
    if (!seen.faults.includes(name)) complaints.push(`no fault beside ${name}, but ${seen.faults} and above: ${seen.alerts}`)
  for (const name of seen.untied) complaints.push(`the fault of ${name} is not tied to it`)
  if (seen.faults.length > 0 && !seen.faults.includes(seen.focused))
    complaints.push(`the focus is at ${seen.focused}, not at what is wrong`)
  if (seen.faults.length === 0 && isBoosted && seen.focused !== 'alert')
    complaints.push(`the focus is at ${seen.focused}, not at what is said`)
  return [...complaints, ...lostOf(wrong, seen, html)]
}

/** What was typed and is gone, and secrets that are not. */
function lostOf({ typed, secrets = [], lost = [] }: Wrong, seen: Seen, html: string): string[] {
  const complaints: string[] = []
  for (const [name, value] of Object.entries(typed)) {
    const values = seen.values[name] ?? []
    if (secrets.includes(name) && (values.join('') !== '' || html.includes(String(value)))) complaints.push(`the secret ${name} came back`)
    if (secrets.includes(name) || lost.includes(name)) continue
    if (value === true ? values.length === 0 : !values.some((one) => one.replaceAll('\r\n', '\n') === value))
      complaints.push(`${name} was lost: ${values}`)
  }
  return complaints
}

/** In Chinese no sentence stays English: names and words of formats may. */
function languageFaults({ lost = [] }: Wrong, { alerts, notes }: Seen, language: string | null): string[] {
  // A choice that no page offers may be refused in the words of the schema.
  if (language !== 'zh-CN' || lost.length > 0) return []
  return [...alerts, ...notes].filter((text) => /[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}/.test(text) || !/\p{Script=Han}/u.test(text))
}
