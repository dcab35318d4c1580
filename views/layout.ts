import { html } from 'hono/html'
import type { PageFrame } from './frame.ts'
import { languages, messagesIn } from './language.ts'
import { fill } from './messages/fill.ts'

/** HTML whose every value was escaped. */
export type Html = ReturnType<typeof html>

export interface PageContent {
  readonly title: string
  readonly body: Html
  /** For pages with tables and much text; forms stay narrow. */
  readonly isWide?: boolean
}

/** A whole page around its content. */
export function layout({ title, body, isWide = false }: PageContent, frame: PageFrame): Html {
  const { language, say } = frame
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Holdfast</title>
<link rel="stylesheet" href="/static/app.css">
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#content">${say.skipToContent}</a>
<header class="top">
<a class="brand" href="/">Holdfast</a>
${navigation(frame)}
${account(frame)}
</header>
<main id="content" class="${isWide ? 'wide' : 'narrow'}">
${body}
</main>
<footer class="bottom">${languageLinks(frame)}</footer>
</body>
</html>`
}

function navigation({ say, person }: PageFrame): Html {
  return html`<nav aria-label="${say.navigation}">
${person === null ? '' : html`<a href="/">${say.overview}</a>`}
<a href="/docs">${say.apiDocs}</a>
${person?.role === 'admin' ? html`<a href="/settings/contracts">${say.contractSettings}</a>` : ''}
</nav>`
}

function account({ say, person }: PageFrame): Html {
  if (person === null) return html`<a class="account" href="/login">${say.signIn}</a>`
  return html`<form class="account" method="post" action="/logout">
<span>${fill(say.signedInAs, { name: person.name })}</span>
<button class="quiet" type="submit">${say.signOut}</button>
</form>`
}

function languageLinks({ language, address }: PageFrame): Html {
  const links = languages.map((other) => {
    const name = messagesIn(other).languageName
    if (other === language) return html`<span lang="${other}" aria-current="true">${name}</span>`
    return html`<a lang="${other}" hreflang="${other}" href="${inLanguage(address, other)}">${name}</a>`
  })
  return html`${links}`
}

function inLanguage(address: string, language: string): string {
  const [path = '/', query = ''] = address.split('?', 2)
  const parameters = new URLSearchParams(query)
  parameters.set('lang', language)
  return `${path}?${parameters}`
}
