// What forms do while they are sent, and after it.

// Secrets that a download was sealed with have done their work: the page stays, and they do not.
document.addEventListener('submit', ({ target }) => {
  if (target.matches('[data-forget]')) setTimeout(() => target.reset())
})

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
