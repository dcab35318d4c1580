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

// Once there was a stream the extension takes it up again; the first try is for us to repeat.
function connectLater(part) {
  warn('lost')
  setTimeout(() => {
    if (part.isConnected) window.htmx.ajax('GET', part.getAttribute('hx-sse:connect'), { source: part })
  }, 2000)
}
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

// What a live part asks for when more than itself has changed.
document.addEventListener('reload', () => {
  window.htmx.ajax('GET', location.pathname + location.search, { target: 'body', swap: 'innerHTML' })
})

// A new page begins at its top, and whoever listens to it hears it from its start.
let isNewPage = false
document.addEventListener('htmx:after:history:push', () => {
  isNewPage = true
  if (location.hash === '') window.scrollTo(0, 0)
})
document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  if (ctx?.target !== document.body) return
  if (ctx.response?.status >= 400) attend(true)
  else if (isNewPage && location.hash === '' && document.activeElement === document.body) {
    document.getElementById('content')?.focus({ preventScroll: true })
  }
  isNewPage = false
})

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
  const text = document.querySelector(button.dataset.copy)?.textContent ?? ''
  await navigator.clipboard?.writeText(text.trim())
  button.textContent = button.dataset.copied ?? button.textContent
})

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
