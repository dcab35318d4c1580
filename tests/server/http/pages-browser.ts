import type { Hono } from 'hono'
import type { Argon2 } from '../../../server/auth/argon2.ts'
import { type Auth, openAuth } from '../../../server/auth/auth.ts'
import { commandLine } from '../../../server/auth/doer.ts'
import type { Role } from '../../../server/domain/role.ts'
import { createApp } from '../../../server/http/app.ts'
import { furnish } from '../../../server/http/house.ts'
import { defaultHttpConfig } from '../../../server/http/http-config.ts'
import { type HouseOptions, openHouse, type House as TestHouse } from '../../support/installation.ts'

const origin = 'http://holdfast.test'

export interface PageOptions extends HouseOptions {
  /** In place of the runtime's. */
  readonly argon2?: Argon2
}

/** The pages over an installation of their own, with people who really sign in. Dispose removes everything. */
export class PageSite implements AsyncDisposable {
  readonly house: TestHouse
  readonly auth: Auth
  readonly app: Hono
  readonly unexpected: unknown[] = []

  constructor(house: TestHouse, { argon2 }: Pick<PageOptions, 'argon2'> = {}) {
    this.house = house
    const { store, seams, newId } = house.installation
    this.auth = openAuth({ store, seams, newId, ...(argon2 === undefined ? {} : { argon2 }) })
    const parts = {
      installation: house.installation,
      auth: this.auth,
      control: { hub: house.hub, wake: () => {}, vitals: async () => ({ store: true, worker: true }) },
      config: defaultHttpConfig,
      version: '1.2.3',
      startedMs: house.clock.monotonicMs(),
      isReady: () => true,
      onUnexpected: (error: unknown) => this.unexpected.push(error),
    }
    this.app = createApp(furnish(parts))
  }

  /** Adds somebody and resolves with a browser in which they are signed in. */
  async signedIn(name: string, role: Role): Promise<Browser> {
    const password = `the password of ${name}`
    await this.auth.users.add({ name, password, role }, commandLine)
    const browser = new Browser(this.app)
    await browser.post('/login', { name, password })
    return browser
  }

  browser(): Browser {
    return new Browser(this.app)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.house[Symbol.asyncDispose]()
  }
}

/** As much of a browser as forms need: it keeps cookies, and says from which page a form comes. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #app: Hono

  constructor(app: Hono) {
    this.#app = app
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.#send(new Request(`${origin}${path}`, { headers }))
  }

  async post(path: string, form: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const given = { origin, 'content-type': 'application/x-www-form-urlencoded', ...headers }
    return this.#send(new Request(`${origin}${path}`, { method: 'POST', headers: given, body: String(new URLSearchParams(form)) }))
  }

  async #send(request: Request): Promise<Response> {
    request.headers.set('host', new URL(origin).host)
    request.headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await this.#app.fetch(request, { address: '127.0.0.1' })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
      if (value === '') this.cookies.delete(name!)
      else this.cookies.set(name!, value!)
    }
    return response
  }
}

/** Opens the pages; whoever opens them disposes them. */
export async function openPages({ argon2, ...options }: PageOptions = {}): Promise<PageSite> {
  return new PageSite(await openHouse(options), argon2 === undefined ? {} : { argon2 })
}
