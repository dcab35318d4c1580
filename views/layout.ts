import { html } from 'hono/html'
import type { PageFrame } from './frame.ts'
import type { Html } from './html.ts'
import { languages, messagesIn } from './language.ts'
import { fill } from './messages/fill.ts'
import { places } from './messages/places.ts'
import { navigation } from './navigation.ts'
import { icon } from './parts/icon.ts'

export interface PageContent {
  readonly title: string
  readonly body: Html
  /** For pages with tables and much text; forms stay narrow. */
  readonly isWide?: boolean
  /** For pages that change by themselves: without scripts they are loaded again after so many seconds. */
  readonly refreshSeconds?: number | null
}

/**
 * Nothing of a page may be code in an attribute, and styles come from the style sheet alone. What is asked for takes as long as the server needs, which
 * has limits of its own; only a live part that gets no stream tries again. What somebody has opened stays open when its part is drawn anew.
 */
const htmxSettings = [
  'includeIndicatorCSS:false, extensions:"sse", history:true, defaultTimeout:0',
  'sse.reconnectMaxDelay:4000, sse.connectTimeout:60000',
  `morphIgnore:'["data-htmx-powered","open"]'`,
].join(', ')

/** In the order in which they run: htmx looks through the page as soon as it is there, and ours must hear of that. */
const scripts = html`<script type="module" src="/static/app.js"></script>
<script type="module" src="/static/sending.js"></script>
<script src="/static/htmx.js" defer></script>`

/** A whole page around its content. */
export function layout({ title, body, isWide = false, refreshSeconds = null }: PageContent, frame: PageFrame): Html {
  const { language, say, person } = frame
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="htmx-config" content="${htmxSettings}">
<title>${title} · Holdfast</title>
<link rel="stylesheet" href="/static/app.css">
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
${refreshSeconds === null ? '' : html`<noscript><meta http-equiv="refresh" content="${refreshSeconds}"></noscript>`}
${scripts}
</head>
<body class="${person === null ? 'outside' : 'inside'}" hx-boost:inherited="true">
<a class="skip" href="#content">${say.skipToContent}</a>
<header class="top">
<a class="brand" href="/"><svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false"><rect width="32" height="32" rx="7"/><path d="M10 8v16M22 8v16M10 16h12"/></svg><span>Holdfast</span></a>
${navigation(frame)}
${account(frame)}
</header>
<main id="content" tabindex="-1" class="${isWide ? 'wide' : 'narrow'}">
${body}
</main>
<p id="connection" class="notice bad toast" role="status" hidden data-lost="${places[language].lost}" data-failed="${places[language].failed}"></p>
</body>
</html>`
}

function account(frame: PageFrame): Html {
  const { say, person, language } = frame
  if (person === null) return html`<div class="account">${languageLinks(frame)}<a href="/docs">${say.apiDocs}</a></div>`
  return html`<div class="account">
<a class="who" href="/settings/account" title="${fill(say.signedInAs, { name: person.name })} (${say.roleNames[person.role]})">${icon('person')}<span>${person.name}</span><span class="hidden">${places[language].account}</span></a>
${languageLinks(frame)}
<a href="/docs" title="${say.apiDocs}">${icon('docs')}<span>${say.apiDocs}</span></a>
<form class="inline" method="post" action="/logout" hx-boost="false"><button class="quiet small" type="submit">${say.signOut}</button></form>
</div>`
}

/** Another language is another page: it is loaded whole, so that what the browser knows of its language is right. */
function languageLinks({ language, address, again = address }: PageFrame): Html {
  const links = languages
    .filter((other) => other !== language)
    .map((other) => {
      const name = messagesIn(other).languageName
      return html`<a lang="${other}" hreflang="${other}" href="${inLanguage(again, other)}" hx-boost="false">${icon('language')}<span>${name}</span></a>`
    })
  return html`${links}`
}

function inLanguage(address: string, language: string): string {
  const [path = '/', query = ''] = address.split('?', 2)
  const parameters = new URLSearchParams(query)
  parameters.set('lang', language)
  return `${path}?${parameters}`
}
