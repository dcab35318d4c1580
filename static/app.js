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
  if (part.isConnected) window.htmx.ajax('GET', part.getAttribute('hx-sse:connect'), { source: part })
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

// Whoever asks for another page no longer wants the one before, should its answer come later.
let wanted = null
document.addEventListener('htmx:before:request', ({ detail: { ctx } }) => {
  if (ctx.target !== document.body) return
  wanted?.abort?.()
  wanted = ctx.request.method === 'GET' ? ctx.request : null
})
document.addEventListener('htmx:finally:request', ({ detail: { ctx } }) => {
  if (wanted === ctx.request) wanted = null
})

// What a live part asks for when more than itself has changed, unless its page is being left.
document.addEventListener('reload', () => {
  const here = location.pathname + location.search
  if (wanted === null || wanted.action === here) window.htmx.ajax('GET', here, { target: 'body', swap: 'innerHTML' })
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

// What is on its way is not sent again, by whatever key.
document.addEventListener(
  'submit',
  (event) => {
    if (!event.target.classList.contains('htmx-request')) return
    event.preventDefault()
    event.stopImmediatePropagation()
  },
  true,
)

// How much of a large form is on its way is only told by the older kind of request.
document.addEventListener('htmx:config:request', ({ target, detail: { ctx } }) => {
  const sending = target instanceof HTMLFormElement ? target.querySelector('[data-sending]') : null
  if (sending === null) return
  ctx.request.timeout = 0
  ctx.fetch = (address, request) => send(address, request, sending)
})
document.addEventListener('click', ({ target }) => {
  if (target instanceof Element && target.matches('[data-stop]')) window.htmx.trigger(target.closest('form'), 'htmx:abort')
})

async function send(address, { method, headers, body, signal }, sending) {
  const request = new XMLHttpRequest()
  request.open(method, address)
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    // Whoever has left the page has left what it sends.
    if (sending.isConnected) showSent(sending, loaded / total)
    else request.abort()
  })
  signal.addEventListener('abort', () => request.abort())
  sending.hidden = false
  try {
    return await answerOf(request, body)
  } finally {
    sending.hidden = true
  }
}

function showSent(sending, share) {
  const progress = sending.querySelector('progress')
  // Once all of it is there, nothing tells how long the answer takes.
  if (share < 1) progress.value = share
  else progress.removeAttribute('value')
  sending.querySelector('output').value = new Intl.NumberFormat(document.documentElement.lang, { style: 'percent' }).format(share)
}

function answerOf(request, body) {
  return new Promise((resolve, reject) => {
    request.addEventListener('load', () => {
      const { status, responseText, responseURL } = request
      const answer = new Response(responseText, { status })
      resolve(Object.defineProperty(answer, 'url', { value: responseURL }))
    })
    request.addEventListener('error', () => reject(new TypeError('There was no answer.')))
    request.addEventListener('abort', () => reject(new DOMException('It was stopped.', 'AbortError')))
    request.send(body)
  })
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
