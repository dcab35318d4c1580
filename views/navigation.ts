import { html } from 'hono/html'
import { isAtLeast, type Role } from '../server/domain/role.ts'
import type { PageFrame } from './frame.ts'
import type { Html } from './html.ts'
import { places } from './messages/places.ts'
import { type IconName, icon } from './parts/icon.ts'

interface Place {
  readonly name: keyof (typeof places)['en']['names']
  readonly href: string
  readonly sign: IconName
  readonly least: Role
}

/** Where the dashboard leads, in the order of a day's work. */
const all: readonly Place[] = [
  { name: 'overview', href: '/', sign: 'overview', least: 'viewer' },
  { name: 'backups', href: '/backups', sign: 'backups', least: 'viewer' },
  { name: 'restore', href: '/restore', sign: 'restore', least: 'admin' },
  { name: 'jobs', href: '/jobs', sign: 'jobs', least: 'viewer' },
  { name: 'plans', href: '/plans', sign: 'plans', least: 'viewer' },
  { name: 'sources', href: '/sources', sign: 'sources', least: 'viewer' },
  { name: 'targets', href: '/targets', sign: 'targets', least: 'viewer' },
  { name: 'drills', href: '/drills', sign: 'drills', least: 'viewer' },
  { name: 'settings', href: '/settings', sign: 'settings', least: 'viewer' },
  { name: 'audit', href: '/audit', sign: 'audit', least: 'admin' },
]

/** The way to every page that whoever is signed in may see. */
export function navigation({ person, address, language }: PageFrame): Html {
  if (person === null) return html``
  const say = places[language]
  const links = all
    .filter(({ least }) => isAtLeast(person.role, least))
    .map(({ name, href, sign }) => {
      const current = isWithin(address, href) ? html`aria-current="page"` : ''
      return html`<li><a href="${href}" ${current}>${icon(sign)}<span>${say.names[name]}</span></a></li>`
    })
  return html`<nav class="places" aria-label="${say.navigation}"><ul>${links}</ul></nav>`
}

function isWithin(address: string, href: string): boolean {
  const path = address.split('?', 1)[0]!.replace(/^\/admin(?=\/backups)/, '')
  return href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`)
}
