import { expect, test } from 'vitest'
import { z } from 'zod'
import { groups } from '../../../../server/http/groups.ts'
import type { Route } from '../../../../server/http/route.ts'
import type { Site } from '../../../support/http.ts'
import { BodyMaker } from './generate.ts'
import { namesIn, openShopSite } from './shop-world.ts'

/** As they stand in an address: some are no encoding at all, some are names that lead elsewhere when somebody decodes them once more. */
const segments = [
  '%',
  '%zz',
  '%00',
  'a%00b',
  '%ff%fe',
  '%c0%ae%c0%ae%2f',
  '%ed%a0%80',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '..%5c..%5cx',
  '%252e%252e%252f',
  'a%0d%0aset-cookie:%20x=y',
  '%0a',
  '--help',
  '--file=x',
  'host=evil',
  "'%20or%201=1;--",
  '%22',
  '%3Cscript%3E',
  '__proto__',
  'constructor',
  '-1',
  '0',
  '1e309',
  '9007199254740993',
  '99999999999999999999999',
  'NaN',
  '%F0%9F%92%BE',
  'x'.repeat(9000),
]

/** As text, in place of what a query means to have. */
const queryTexts = [
  '',
  '%',
  '%00',
  '-1',
  '1e309',
  '9007199254740993',
  '[]',
  '__proto__',
  "';--",
  '%ff',
  '2026-02-31',
  'a,b,,',
  'x'.repeat(5000),
]

/** What starts a process each time it is asked is asked less often. */
const costly = new Set(['/api/v1/sources/{source}/tables', '/api/v1/targets/{target}/browse'])

/** Cursors that no list gave: the first has a time that no date has. */
const cursors = ['9999999999999999:x', '-9999999999999999:x', '0:..', ':'].map((text) => Buffer.from(text).toString('base64url'))

interface Asked {
  readonly status: number
  readonly said: string
}

for (const group of groups()) {
  test(`${group.name}: whatever stands in a path or a query is taken for a name, or refused`, async () => {
    await using site = await openShopSite()
    const faults: Record<string, Asked> = {}
    for (const route of group.routes) {
      const names = await namesIn(site)
      for (const [method, address] of addressesOf(route, names)) {
        const asked = await ask(site, route, { method, address })
        if (asked !== null) faults[`${method} ${address.slice(0, 200)}`] = asked
      }
    }
    expect({ faults, unexpected: site.unexpected }).toEqual({ faults: {}, unexpected: [] })
  }, 300_000)
}

function* addressesOf(route: Route, names: Readonly<Record<string, string>>): Generator<[string, string]> {
  const method = route.method.toUpperCase()
  const known = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => names[name] ?? 'nothing')
  for (const [hole, name] of route.path.matchAll(/\{(\w+)\}/g)) {
    for (const segment of segments) {
      const address = route.path.replace(hole, segment).replaceAll(/\{(\w+)\}/g, (_, other: string) => names[other] ?? 'nothing')
      yield [method, address]
      if (route.method === 'get' && name !== undefined) yield ['HEAD', address]
    }
  }
  // What changes something is not asked again and again with one odd wish among good ones.
  if (route.method !== 'get') return
  for (const name of queryNamesOf(route)) {
    const texts = costly.has(route.path) ? ['%00', '..'] : queryTexts
    for (const text of [...texts, ...(name === 'cursor' ? cursors : [])]) yield [method, `${known}?${name}=${text}`]
    yield [method, `${known}?${name}=1&${name}=2`]
  }
}

function queryNamesOf({ query }: Route): string[] {
  if (query === undefined) return []
  const { properties = {} } = z.toJSONSchema(query as z.ZodType, { io: 'input', unrepresentable: 'any' }) as { properties?: object }
  return [...Object.keys(properties), 'nothing_that_is_known']
}

async function ask(
  site: Site,
  route: Route,
  { method, address }: { readonly method: string; readonly address: string },
): Promise<Asked | null> {
  const maker = route.body === undefined ? null : new BodyMaker(route.body as z.ZodType, { known: {}, pick: ([first]) => first! })
  const stop = new AbortController()
  const body = maker === null ? {} : { json: maker.fitting() }
  const response = await site.request(address, { method, signal: stop.signal, ...body })
  // Events and downloads that nobody reads to their end.
  const isEndless = response.headers.get('content-type')?.startsWith('text/event-stream') === true
  const said = isEndless ? '' : await response.text()
  if (isEndless) await response.body?.cancel()
  stop.abort()
  const isSplit = response.headers.get('set-cookie')?.includes('x=y') === true
  return response.status < 500 && !isSplit ? null : { status: response.status, said: said.slice(0, 300) }
}
