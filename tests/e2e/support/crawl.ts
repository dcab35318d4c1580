import type { Visitor } from './visitor.ts'

export interface Found {
  /** Path and query of every page that was looked at, with its status. */
  readonly pages: ReadonlyMap<string, number>
  /** Where forms of the pages post to, with the page that has the first one. */
  readonly forms: ReadonlyMap<string, string>
}

/** How many pages of one kind are looked at: two backups are as good as a thousand. */
const perKindMax = 2
const pagesMax = 300

interface Leads {
  readonly links: readonly string[]
  readonly posts: readonly string[]
}

/** Follows every link of the dashboard from its first page on, as whoever is signed in. */
export async function crawl(visitor: Visitor): Promise<Found> {
  const pages = new Map<string, number>()
  const forms = new Map<string, string>()
  const kinds = new Map<string, number>()
  const waiting = ['/']
  while (waiting.length > 0 && pages.size < pagesMax) {
    const address = waiting.shift()!
    if (pages.has(address)) continue
    const response = await visitor.page.goto(visitor.base + address)
    pages.set(address, response?.status() ?? 0)
    const { links, posts } = await leadsOf(visitor)
    for (const post of posts) if (!forms.has(post)) forms.set(post, address)
    for (const link of links) {
      const kind = kindOf(link)
      const count = kinds.get(kind) ?? 0
      if (pages.has(link) || waiting.includes(link) || count >= perKindMax) continue
      kinds.set(kind, count + 1)
      waiting.push(link)
    }
  }
  return { pages, forms }
}

/** Links that would fetch a file, change the language or leave for the description of the API lead to no page of the dashboard. */
async function leadsOf({ page }: Visitor): Promise<Leads> {
  return (await page.evaluate(`({
    links: [...document.querySelectorAll('a[href]:not([download])')]
      .map((link) => new URL(link.href))
      .filter((url) => url.origin === location.origin && !/^\\/(api|static|docs)(\\/|$)/.test(url.pathname) && !url.searchParams.has('lang'))
      .map((url) => url.pathname + url.search),
    posts: [...document.querySelectorAll('form[method=post]')].flatMap((form) => [
      new URL(form.action).pathname,
      ...[...form.querySelectorAll('[formaction]')].map((button) => new URL(button.formAction).pathname),
    ]),
  })`)) as Leads
}

/** The address with what differs between things of one kind taken out. */
function kindOf(address: string): string {
  const url = new URL(address, 'http://local.invalid')
  const path = url.pathname
    .replaceAll(/[0-9a-f]{8,32}/g, '*')
    .replace(/^(\/(?:sources|targets|plans|settings\/users|settings\/keys)\/)(?!new$)[^/]+/, '$1*')
  return `${path}?${[...url.searchParams.keys()].sort().join('&')}`
}
