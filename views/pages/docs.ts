import { html } from 'hono/html'
import type { Role } from '../../server/domain/role.ts'
import type { PageFrame } from '../frame.ts'
import { type Html, layout } from '../layout.ts'
import { fill } from '../messages/fill.ts'
import type { Messages } from '../messages/messages.ts'

export interface DocsField {
  readonly name: string
  readonly type: string
  readonly isRequired: boolean
  readonly description: string
  /** What it is where it is left out; null for nothing. */
  readonly standard: string | null
}

export interface DocsContent {
  readonly contentType: string
  readonly type: string
  readonly fields: readonly DocsField[]
  readonly description: string
}

export interface DocsOperation {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly description: string
  readonly role: Role | 'public'
  readonly isForSourceKeys: boolean
  readonly parameters: readonly DocsField[]
  readonly body: DocsContent | null
  readonly answers: readonly (DocsContent & { readonly status: string })[]
  /** A line for a shell. */
  readonly example: string
}

export interface DocsSection {
  readonly id: string
  readonly title: string
  readonly operations: readonly DocsOperation[]
}

/** Every route that programs may call, with who may, what it takes and what it gives. */
export function docsPage(sections: readonly DocsSection[], frame: PageFrame): Html {
  const { say } = frame
  const body = html`<h1>${say.docsTitle}</h1>
<p>${say.docsIntro}</p>
<p>${say.docsMachine} <a href="/api/v1/openapi.json">/api/v1/openapi.json</a></p>
<nav class="contents" aria-label="${say.docsContents}">
<ul lang="en">${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul>
</nav>
${sections.map((section) => sectionPart(section, say))}`
  return layout({ title: say.docsTitle, body, isWide: true }, frame)
}

function sectionPart({ id, title, operations }: DocsSection, say: Messages): Html {
  return html`<section id="${id}"><h2 lang="en">${title}</h2>
${operations.map((operation) => operationPart(operation, say))}
</section>`
}

function operationPart(operation: DocsOperation, say: Messages): Html {
  const { id, method, path, summary, description, role, example } = operation
  return html`<details class="operation" id="${id}">
<summary><span class="method ${method.toLowerCase()}">${method}</span> <code>${path}</code> <span class="what" lang="en">${summary}</span></summary>
<div class="inside">
${description === '' ? '' : html`<p lang="en">${description}</p>`}
<p>${say.docsRole}: <strong>${say.roleNames[role]}</strong>. ${operation.isForSourceKeys ? say.docsSourceKeys : ''}</p>
${fieldTable(say.docsParameters, operation.parameters, say)}
${operation.body === null ? '' : contentPart(say.docsBody, operation.body, say)}
${operation.answers.map((given) => contentPart(`${say.docsAnswers} ${given.status}`, given, say))}
<h3>${say.docsExample}</h3>
<pre><code>${example}</code></pre>
</div>
</details>`
}

function contentPart(title: string, { contentType, type, fields, description }: DocsContent, say: Messages): Html {
  const about = [contentType, fields.length === 0 ? type : ''].filter((part) => part !== '' && part !== 'anything').join(', ')
  return html`<h3>${title}${about === '' ? '' : html` <small lang="en">${about}</small>`}</h3>
${description === '' ? '' : html`<p lang="en">${description}</p>`}
${fieldTable(null, fields, say)}`
}

function fieldTable(title: string | null, fields: readonly DocsField[], say: Messages): Html {
  if (fields.length === 0) return html``
  const rows = fields.map(
    (field) => html`<tr><th scope="row"><code>${field.name}</code>${field.isRequired ? html` <em>${say.docsRequired}</em>` : ''}</th>
<td lang="en">${field.type}</td>
<td><span lang="en">${field.description}</span>${field.standard === null ? '' : html` <em>${fill(say.docsDefault, { value: field.standard })}</em>`}</td></tr>`,
  )
  return html`${title === null ? '' : html`<h3>${title}</h3>`}
<div class="scroll" tabindex="0" role="region" aria-label="${title ?? say.docsField}"><table>
<thead><tr><th scope="col">${say.docsField}</th><th scope="col">${say.docsType}</th><th scope="col">${say.docsMeaning}</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}
