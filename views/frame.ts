import type { Role } from '../server/domain/role.ts'
import type { Language } from './language.ts'
import type { Messages } from './messages/messages.ts'

/** What every page is told, whatever it shows. */
export interface PageFrame {
  readonly language: Language
  readonly say: Messages
  /** IANA name of the zone that times are shown in. */
  readonly zone: string
  /** When the page was drawn. */
  readonly now: Date
  /** Who is signed in; null for nobody. */
  readonly person: { readonly name: string; readonly role: Role } | null
  /** Path and query of the page. */
  readonly address: string
  /** Where it can be had once more, in another language: what answers a form is found where the form was. The address itself if absent. */
  readonly again?: string
}
