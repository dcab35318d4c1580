import type { Hono } from 'hono'
import { openAuth } from '../../server/auth/auth.ts'
import { actorOf, type Principal } from '../../server/domain/principal.ts'
import type { Role } from '../../server/domain/role.ts'
import { createApp } from '../../server/http/app.ts'
import { furnish, type House as HttpHouse } from '../../server/http/house.ts'
import type { HouseAuth } from '../../server/http/house-auth.ts'
import { defaultHttpConfig, type HttpConfig } from '../../server/http/http-config.ts'
import type { RouteGroup } from '../../server/http/route.ts'
import { type House, type HouseOptions, openHouse } from './installation.ts'

export interface SiteOptions extends HouseOptions {
  /** Whether a worker runs the jobs that requests queue; true if absent. Without one, `house.run()` does. */
  readonly isWorking?: boolean
  readonly config?: Partial<HttpConfig>
  readonly groups?: readonly RouteGroup[]
}

export interface SiteRequest extends Omit<RequestInit, 'body'> {
  /** Who asks: the role of a key; `admin` if absent, null for nobody. */
  readonly as?: Role | null
  /** The sources that the key is bound to. */
  readonly sourceIds?: readonly string[]
  /** Sent as JSON. */
  readonly json?: unknown
  readonly body?: RequestInit['body']
}

/** The routes over an installation of their own, asked without a network. Dispose ends the worker and removes everything. */
export class Site implements AsyncDisposable {
  readonly house: House
  readonly http: HttpHouse
  readonly app: Hono
  readonly audited: { readonly action: string; readonly subject: string | null }[] = []
  readonly unexpected: unknown[] = []
  readonly #keys = new Map<string, Principal>()
  readonly #stop = new AbortController()
  readonly #loop: Promise<unknown>

  constructor(house: House, options: SiteOptions) {
    this.house = house
    const worker = house.worker()
    this.http = furnish({
      installation: house.installation,
      auth: this.#auth(),
      control: { hub: house.hub, wake: () => worker.wake(), vitals: async () => ({ store: true, worker: true }) },
      config: { ...defaultHttpConfig, ...options.config },
      version: '1.2.3',
      startedMs: house.clock.monotonicMs(),
      isReady: () => true,
      onUnexpected: (error) => this.unexpected.push(error),
    })
    this.app = createApp(this.http, options.groups)
    this.#loop = options.isWorking === false ? Promise.resolve() : worker.run(this.#stop.signal)
  }

  /** Sends a request to a path of the site. */
  async request(path: string, { as = 'admin', sourceIds, json, ...init }: SiteRequest = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (as !== null) headers.set('authorization', `Bearer ${this.key(as, sourceIds)}`)
    if (json !== undefined) headers.set('content-type', 'application/json')
    const body = json === undefined ? init.body : JSON.stringify(json)
    const request = new Request(new URL(path, 'http://127.0.0.1'), { ...init, headers, body: body ?? null, duplex: 'half' } as RequestInit)
    return this.app.fetch(request, { address: '127.0.0.1' })
  }

  get(path: string, options: SiteRequest = {}): Promise<Response> {
    return this.request(path, { ...options, method: 'GET' })
  }

  post(path: string, json?: unknown, options: SiteRequest = {}): Promise<Response> {
    return this.request(path, { ...options, method: 'POST', ...(json === undefined ? {} : { json }) })
  }

  put(path: string, json: unknown, options: SiteRequest = {}): Promise<Response> {
    return this.request(path, { ...options, method: 'PUT', json })
  }

  delete(path: string, options: SiteRequest = {}): Promise<Response> {
    return this.request(path, { ...options, method: 'DELETE' })
  }

  /** A key of this role, the same one each time. */
  key(role: Role, sourceIds: readonly string[] | null = null): string {
    const key = `hf_test_${role}_${sourceIds?.join('_') ?? 'all'}`
    if (!this.#keys.has(key)) {
      // Far from the numbers of real users and keys.
      const number = 1001 + this.#keys.size
      this.#keys.set(key, { kind: 'key', id: String(number).padStart(32, '0'), number, name: role, role, sourceIds, by: 'key' })
    }
    return key
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#loop
    await this.house[Symbol.asyncDispose]()
  }

  /** The real thing, with keys that cost nothing to make, and a look at what is written down. */
  #auth(): HouseAuth {
    const { store, seams, newId } = this.house.installation
    const auth = openAuth({ store, seams, newId })
    const { audit, authenticator } = auth
    return {
      ...auth,
      authenticator: {
        authenticate: async (presented) => {
          const principal = this.#keys.get(presented.authorization?.replace('Bearer ', '') ?? '')
          return principal === undefined ? authenticator.authenticate(presented) : { principal }
        },
        recall: async (actor) => [...this.#keys.values()].find((key) => actorOf(key) === actor) ?? authenticator.recall(actor),
      },
      audit: {
        record: async (record, nouns) => {
          this.audited.push(record)
          return nouns === undefined ? audit.record(record) : audit.record(record, nouns)
        },
        list: (filter, page) => audit.list(filter, page),
        count: (filter) => audit.count(filter),
        verify: (signal) => audit.verify(signal),
      },
    }
  }
}

/** Opens the site; whoever opens it disposes it. */
export async function openSite(options: SiteOptions = {}): Promise<Site> {
  return new Site(await openHouse(options), options)
}
