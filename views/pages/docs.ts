import { html } from 'hono/html'
import type { Role } from '../../server/domain/role.ts'
import type { PageFrame } from '../frame.ts'
import type { Html } from '../html.ts'
import { layout } from '../layout.ts'
import { fill } from '../messages/fill.ts'

/** A type in few words; some of them are names of shapes. */
export type DocsType = readonly { readonly text: string; readonly isShape: boolean }[]

export interface DocsField {
  readonly name: string
  readonly type: DocsType
  readonly isRequired: boolean
  readonly description: string
  /** What it is where it is left out; null for nothing. */
  readonly standard: string | null
}

export interface DocsContent {
  readonly contentType: string
  readonly type: DocsType
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

/** What several operations take or give, shown once. */
export interface DocsShape {
  readonly name: string
  readonly description: string
  readonly type: DocsType
  readonly fields: readonly DocsField[]
}

/** Every route that programs may call, with who may, what it takes and what it gives. */
export function docsPage(sections: readonly DocsSection[], shapes: readonly DocsShape[], frame: PageFrame): Html {
  const { say } = frame
  const body = html`<h1>${say.docsTitle}</h1>
<p>${say.docsIntro}</p>
<p>${say.docsMachine} <a href="/api/v1/openapi.json">/api/v1/openapi.json</a></p>
<nav class="contents" aria-label="${say.docsContents}">
<ul lang="en">${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul>
<p><a href="#shapes">${say.docsShapes}</a></p>
</nav>
${sections.map((section) => sectionPart(section, frame))}
<section id="shapes"><h2>${say.docsShapes}</h2>
${shapes.map((shape) => shapePart(shape, frame))}
</section>`
  return layout({ title: say.docsTitle, body, isWide: true }, frame)
}

function sectionPart({ id, title, operations }: DocsSection, frame: PageFrame): Html {
  return html`<section id="${id}"><h2 lang="en">${title}</h2>
${operations.map((operation) => operationPart(operation, frame))}
</section>`
}

function operationPart(operation: DocsOperation, frame: PageFrame): Html {
  const { id, method, path, summary, description, role, example } = operation
  return html`<details class="operation" id="${id}">
<summary><span class="method ${method.toLowerCase()}">${method}</span> <code>${path}</code> <span class="what" lang="en">${summary}</span></summary>
<div class="inside">
${paragraph(description)}<p>${frame.say.docsRole}: <strong>${frame.say.roleNames[role]}</strong>. ${operation.isForSourceKeys ? frame.say.docsSourceKeys : ''}</p>
${fieldTable(frame.say.docsParameters, operation.parameters, frame)}${operation.body === null ? '' : contentPart(frame.say.docsBody, operation.body, frame)}${operation.answers.map((given) => contentPart(`${frame.say.docsAnswers} ${given.status}`, given, frame))}
<h3>${frame.say.docsExample}</h3>
<pre><code>${example}</code></pre>
</div>
</details>`
}

/** The name stands inside too, so that a link to it opens what is folded. */
function shapePart({ name, description, type, fields }: DocsShape, frame: PageFrame): Html {
  return html`<details class="operation">
<summary><code>${name}</code></summary>
<div class="inside" id="shape-${name}">
${paragraph(description)}${fields.length === 0 ? html`<p lang="en">${typePart(type)}</p>` : fieldTable(null, fields, frame)}
</div>
</details>`
}

/** What is said in the words of the routes, which are English. */
function paragraph(text: string): Html {
  return text === '' ? html`` : html`<p lang="en">${text}</p>`
}

function typePart(type: DocsType): readonly Html[] {
  return type.map(({ text, isShape }) => (isShape ? html`<a href="#shape-${text}">${text}</a>` : html`${text}`))
}

function contentPart(title: string, { contentType, type, fields, description }: DocsContent, frame: PageFrame): Html {
  const isTold = fields.length === 0 && type.some(({ text }) => text !== 'anything')
  // What is JSON need not be told of nearly every one.
  const about = [
    ...(contentType === '' || contentType === 'application/json' ? [] : [html`${contentType}`]),
    ...(isTold ? [html`${typePart(type)}`] : []),
  ]
  return html`<h3>${title}${about.length === 0 ? '' : html` <small lang="en">${about.map((part, at) => (at === 0 ? part : html`, ${part}`))}</small>`}</h3>
${paragraph(description)}${fieldTable(null, fields, frame)}`
}

function fieldTable(title: string | null, fields: readonly DocsField[], frame: PageFrame): Html {
  if (fields.length === 0) return html``
  return html`${title === null ? '' : html`<h3>${title}</h3>`}
<div class="scroll" tabindex="0" role="region" aria-label="${title ?? frame.say.docsField}"><table>
<thead><tr><th>${frame.say.docsField}</th><th>${frame.say.docsType}</th><th>${frame.say.docsMeaning}</th></tr></thead>
<tbody lang="en">${fields.map((field) => fieldRow(field, frame))}</tbody></table></div>`
}

/** There are thousands of them: what says nothing is left out. */
function fieldRow({ name, type, isRequired, description, standard }: DocsField, frame: PageFrame): Html {
  const mark = (text: string) => (frame.language === 'en' ? html` <em>${text}</em>` : html` <em lang="${frame.language}">${text}</em>`)
  const told = standard === null ? '' : mark(fill(frame.say.docsDefault, { value: standard }))
  return html`<tr><th><code>${name}</code>${isRequired ? mark(frame.say.docsRequired) : ''}<td>${typePart(type)}<td>${description}${told}`
}
