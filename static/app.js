// What the pages can't do with HTML alone. Everything works without it, though less smoothly.
const toast = () => document.getElementById('connection')

function warn(kind) {
  const shown = toast()
  if (shown === null) return
  shown.textContent = shown.dataset[kind]
  shown.hidden = false
}

function calm() {
  const shown = toast()
  if (shown !== null) shown.hidden = true
}

// A live part that lost its stream says so until the stream is back.
const isLive = (part) => part instanceof Element && part.hasAttribute('hx-sse:connect')
document.addEventListener('htmx:sse:error', ({ detail }) => {
  // Whoever was signed out meanwhile is shown where to sign in.
  if (detail.status === 401) location.reload()
  else warn('lost')
})
document.addEventListener('htmx:sse:after:connection', calm)

function connect(part) {
  const { htmx } = window
  if (part.isConnected) htmx.ajax('GET', part.getAttribute('hx-sse:connect'), { source: part, timeout: htmx.config.sse.connectTimeout })
}

// Once there was a stream the extension takes it up again; the first try is for us to repeat.
function connectLater(part) {
  warn('lost')
  setTimeout(() => connect(part), 2000)
}

// A browser has few connections to one host: tabs that nobody has looked at yet take none.
document.addEventListener('htmx:before:request', (event) => {
  const { target: part } = event
  if (!isLive(part) || !document.hidden) return
  event.preventDefault()
  document.addEventListener('visibilitychange', () => connect(part), { once: true })
})

document.addEventListener('htmx:error', ({ target }) => {
  if (isLive(target)) connectLater(target)
  else warn('failed')
})
document.addEventListener('htmx:after:request', (event) => {
  const { target, detail } = event
  if (!isLive(target) || detail.ctx.response.status < 400) return calm()
  // A refusal is no part of the page.
  event.preventDefault()
  if (detail.ctx.response.status === 401) location.reload()
  else connectLater(target)
})

// Whoever asks for another page no longer wants the one before, should its answer come later. What was sent is still done.
let wanted = null
const left = new WeakSet()
const isReading = ({ request }) => request.method === 'GET'
document.addEventListener('htmx:before:request', ({ detail: { ctx } }) => {
  if (ctx.target !== document.body) return
  if (wanted !== null) left.add(wanted)
  if (wanted !== null && isReading(wanted)) wanted.request.abort?.()
  wanted = ctx
})
document.addEventListener('htmx:after:request', (event) => {
  if (left.has(event.detail.ctx)) event.preventDefault()
})
document.addEventListener('htmx:finally:request', ({ detail: { ctx } }) => {
  if (wanted === ctx) wanted = null
})

// What a live part asks for when more than itself has changed, unless its page is being left.
document.addEventListener('reload', () => {
  const here = location.pathname + location.search
  const isStaying = wanted === null || (isReading(wanted) && wanted.request.action === here)
  if (isStaying) window.htmx.ajax('GET', here, { target: 'body', swap: 'innerHTML' })
})

// Where somebody has to sign in, or the language was changed elsewhere, only what stands in the body would be replaced: such a page is loaded whole.
document.addEventListener('htmx:after:request', (event) => {
  const { ctx } = event.detail
  if (event.defaultPrevented || isOwnFrame(ctx)) return
  const address = new URL(ctx.response.raw.url || ctx.request.action, location.href).href
  const isSent = !isReading(ctx) && address === new URL(ctx.request.action, location.href).href
  // What was refused stands at an address that can only be posted to, and holds what was typed.
  if (isSent) return takeFrame(ctx)
  event.preventDefault()
  location.assign(address)
})

const frameOf = ({ text = '' }) => ({
  language: /<html [^>]*lang="([^"]*)"/.exec(text)?.[1],
  kind: /<body [^>]*class="([^"]*)"/.exec(text)?.[1],
})

function isOwnFrame(ctx) {
  const { language, kind } = frameOf(ctx)
  if (kind !== undefined && !document.body.classList.contains(kind)) return false
  return ctx.target !== document.body || language === undefined || language === document.documentElement.lang
}

function takeFrame(ctx) {
  const { language, kind } = frameOf(ctx)
  document.documentElement.lang = language
  document.body.className = kind
}

// A new page begins at its top, and whoever listens to it hears it from its start.
let isNewPage = false
document.addEventListener('htmx:after:history:push', () => {
  isNewPage = true
  if (location.hash === '') window.scrollTo(0, 0)
})
document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  if (ctx?.target !== document.body) return
  if (ctx.response?.status >= 400) attend(true)
  else if (document.activeElement === document.body) refocus()
  isNewPage = false
})

// Whoever stays on a page that is loaded again stays where they were on it: htmx itself finds only what has an id.
let held = null
document.addEventListener('htmx:before:swap', ({ detail: { ctx } }) => {
  if (ctx?.target !== document.body) return
  const { activeElement } = document
  held = activeElement === document.body ? null : { kind: activeElement.localName, text: activeElement.outerHTML }
})

function refocus() {
  if (isNewPage ? location.hash !== '' : held === null) return
  const same = isNewPage ? undefined : [...document.querySelectorAll(held.kind)].find(({ outerHTML }) => outerHTML === held.text)
  const spot = same ?? document.getElementById('content')
  spot?.focus({ preventScroll: true })
}

// Whoever sent what was refused is brought to the first field that is wrong, else to what is said of the whole.
function attend(isSent) {
  const field = document.querySelector('main :is([aria-invalid=true], fieldset[aria-describedby*="-error"] input)')
  const spot = field ?? (isSent ? document.querySelector('main [role=alert]') : null)
  if (spot === null) return
  for (let part = spot.closest('details'); part !== null; part = part.parentElement.closest('details')) part.open = true
  if (field === null) spot.tabIndex = -1
  spot.focus()
}
attend(false)

// A log stays at its end while somebody reads there.
const atEnd = new WeakMap()
document.addEventListener(
  'scroll',
  ({ target }) => {
    if (target instanceof Element && target.matches('[data-tail]')) {
      atEnd.set(target, target.scrollHeight - target.scrollTop - target.clientHeight < 8)
    }
  },
  true,
)
function follow() {
  for (const log of document.querySelectorAll('[data-tail]')) if (atEnd.get(log) !== false) log.scrollTop = log.scrollHeight
}
document.addEventListener('htmx:after:swap', follow)
follow()

// On a phone the strip of places shows the one that the page is in; a live part leaves it where somebody has moved it.
let shownStrip = null
function showPlace() {
  const strip = document.querySelector('.places')
  if (strip === null || strip === shownStrip) return
  shownStrip = strip
  const current = strip.querySelector('[aria-current]')
  if (current !== null) strip.scrollLeft = current.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2
}
document.addEventListener('htmx:after:swap', showPlace)
showPlace()

document.addEventListener('click', async ({ target }) => {
  const button = target instanceof Element ? target.closest('[data-copy]') : null
  if (button === null) return
  if (await copy(document.querySelector(button.dataset.copy))) button.textContent = button.dataset.copied
})

// Pages that come over plain HTTP from another machine have no clipboard: there the text is selected, and copied the older way.
async function copy(part) {
  if (navigator.clipboard !== undefined) {
    try {
      await navigator.clipboard.writeText(part.textContent.trim())
      return true
    } catch {}
  }
  getSelection().selectAllChildren(part)
  return document.execCommand('copy')
}

// Nobody needs to look for the time zone that the browser knows.
function proposeZone() {
  const spot = document.querySelector('[data-guess-zone]')
  const select = spot === null ? null : document.getElementById(spot.dataset.guessZone)
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  if (select !== null && [...select.options].some(({ value }) => value === timeZone)) select.value = timeZone
  spot?.removeAttribute('data-guess-zone')
}
document.addEventListener('htmx:after:swap', proposeZone)
proposeZone()
