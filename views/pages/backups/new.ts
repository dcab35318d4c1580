import { html } from 'hono/html'
import { isAtLeast } from '../../../server/domain/role.ts'
import { counted } from '../../format.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { layout } from '../../layout.ts'
import { backups } from '../../messages/backups.ts'
import { newBackup } from '../../messages/backups-new.ts'
import { pieces } from '../../messages/pieces.ts'
import { words } from '../../messages/words.ts'
import { choiceControl, linesControl, selectControl, textControl } from '../../parts/controls.ts'
import { notice } from '../../parts/form.ts'
import { icon } from '../../parts/icon.ts'
import { namesInShort } from '../../parts/names.ts'
import { emptyState, linkButton, pageHead } from '../../parts/page.ts'
import { faultNotice, type Told } from '../../parts/said.ts'

/** What is typed, or was before it was refused. */
export interface NewBackupGiven {
  readonly by: 'plan' | 'source'
  readonly plan: string
  readonly source: string
  readonly targets: readonly string[]
  readonly mode: string
  readonly tables: string
  readonly name: string
  readonly description: string
}

export interface NewBackupView {
  readonly given: NewBackupGiven
  readonly plans: readonly { readonly name: string; readonly sources: readonly string[] }[]
  readonly sources: readonly { readonly name: string; readonly dialect: string }[]
  readonly targets: readonly { readonly name: string; readonly kind: string }[]
  /** The tables of the last backup of the source that is chosen, for copying from. */
  readonly knownTables: readonly string[]
  /** Beside each field what is wrong with it. */
  readonly faults: Partial<Readonly<Record<keyof NewBackupGiven, string>>>
  readonly told: Told | null
}

/** Asks what to back up now. */
export function newBackupPage(view: NewBackupView, frame: PageFrame): Html {
  const say = newBackup[frame.language]
  const { sources, targets, told, faults } = view
  const isMarked = told === null && Object.keys(faults).length > 0
  const trail = [{ label: backups[frame.language].title, href: '/backups' }]
  const missing = sources.length === 0 ? 'source' : targets.length === 0 ? 'target' : null
  const body = html`${pageHead({ title: say.title, lead: say.lead, trail }, frame)}
${faultNotice(told, frame)}${notice(isMarked ? pieces[frame.language].correct : null, 'bad')}
${missing === null ? form(view, frame) : nothing(missing, frame)}`
  return layout({ title: say.title, body }, frame)
}

function nothing(missing: 'source' | 'target', { language, person }: PageFrame): Html {
  const say = newBackup[language]
  const [text, label, href] =
    missing === 'source' ? [say.noSource, say.addSource, '/sources/new'] : [say.noTarget, say.addTarget, '/targets/new']
  const isAdmin = person !== null && isAtLeast(person.role, 'admin')
  const actions = isAdmin ? [linkButton({ href, label, sign: 'add', kind: 'main' })] : [html`<p>${say.askAdmin}</p>`]
  return emptyState(missing === 'source' ? 'sources' : 'targets', text, actions)
}

function form(view: NewBackupView, frame: PageFrame): Html {
  const say = newBackup[frame.language]
  const { given, plans } = view
  return html`${plans.length === 0 ? '' : ways(given, frame)}
<form class="card" method="post" action="/backups"><input type="hidden" name="by" value="${given.by}">
${given.by === 'plan' ? planFields(view, frame) : sourceFields(view, frame)}
${modeField(view, frame)}
${moreFields(view, frame)}
<div class="actions"><button type="submit">${icon('play')}${say.start}</button><a class="button quiet" href="/backups">${pieces[frame.language].cancel}</a></div></form>`
}

function ways({ by, source }: NewBackupGiven, { language }: PageFrame): Html {
  const say = newBackup[language]
  const tab = (way: 'plan' | 'source', label: string) => {
    const query = new URLSearchParams({ by: way, ...(source === '' ? {} : { source }) })
    return html`<li><a href="/backups/new?${query}" ${by === way ? html`aria-current="page"` : ''}>${label}</a></li>`
  }
  return html`<nav aria-label="${say.ways}"><ul class="tabs">${tab('plan', say.byPlan)}${tab('source', say.bySource)}</ul></nav>`
}

function planFields({ given, plans, faults }: NewBackupView, frame: PageFrame): Html {
  const say = newBackup[frame.language]
  const choices = plans.map(({ name, sources }) => ({ value: name, label: `${name} (${namesInShort(sources, frame)})` }))
  const sources = [...new Set(plans.filter(({ name }) => given.plan === '' || name === given.plan).flatMap((plan) => plan.sources))]
  const plan = { name: 'plan', label: say.plan, hint: say.planHint, value: given.plan, choices, isRequired: true, error: faults.plan }
  const source = { name: 'source', label: say.sourceOfPlan, value: given.source, empty: say.allSources, error: faults.source }
  return html`${selectControl({ ...plan, ...(plans.length > 1 ? { empty: pieces[frame.language].choose } : {}) }, frame)}
${selectControl({ ...source, choices: sources.map((name) => ({ value: name, label: name })) }, frame)}`
}

function sourceFields({ given, sources, targets, faults }: NewBackupView, frame: PageFrame): Html {
  const say = newBackup[frame.language]
  const choices = sources.map(({ name, dialect }) => ({ value: name, label: `${name} (${dialect})` }))
  const source = { name: 'source', label: say.source, value: given.source, choices, isRequired: true, error: faults.source }
  const places = targets.map(({ name, kind }) => ({ value: name, label: name, hint: kind }))
  const target = {
    name: 'targets',
    label: say.targets,
    hint: say.targetsHint,
    values: given.targets,
    choices: places,
    error: faults.targets,
  }
  return html`${selectControl({ ...source, ...(sources.length > 1 ? { empty: pieces[frame.language].choose } : {}) }, frame)}
${choiceControl({ ...target, isMany: true })}`
}

function modeField({ given, faults }: NewBackupView, frame: PageFrame): Html {
  const say = newBackup[frame.language]
  const { modes } = words[frame.language]
  const choices = Object.entries(modes).map(([value, label]) => ({ value, label }))
  const control = { name: 'mode', label: say.mode, hint: say.modeHint, value: given.mode, choices, isRequired: true, error: faults.mode }
  return selectControl(given.by === 'plan' ? { ...control, empty: say.modeOfPlan, isRequired: false } : control, frame)
}

function moreFields({ given, knownTables, faults }: NewBackupView, frame: PageFrame): Html {
  const say = newBackup[frame.language]
  const isOpen = [given.tables, given.name, given.description].some((text) => text !== '')
  const tables = { name: 'tables', label: say.tables, hint: say.tablesHint, value: given.tables, error: faults.tables }
  const known = html`<details><summary>${counted(say.known, { count: knownTables.length }, frame)}</summary><pre class="command" tabindex="0">${knownTables.join('\n')}</pre></details>`
  return html`<details ${isOpen ? html`open` : ''}><summary>${pieces[frame.language].advanced}</summary>
${linesControl({ ...tables, rows: 4 }, frame)}${knownTables.length === 0 ? '' : known}
${textControl({ name: 'name', label: say.name, hint: say.nameHint, value: given.name, error: faults.name }, frame)}
${linesControl({ name: 'description', label: say.description, value: given.description, rows: 2, error: faults.description }, frame)}
</details>`
}
