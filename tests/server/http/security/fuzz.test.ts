import { expect, test } from 'vitest'
import type { z } from 'zod'
import { groups } from '../../../../server/http/groups.ts'
import type { Route } from '../../../../server/http/route.ts'
import type { Site } from '../../../support/http.ts'
import { randomWords, seedOfRun } from '../../../support/random.ts'
import { BodyMaker } from './generate.ts'
import { addAdmin, signIn, withSession } from './people.ts'
import { namesIn, openShopSite } from './shop-world.ts'

const isProof = process.env['HOLDFAST_PROOFS'] === '1'
const triesOfRoute = isProof ? Number.POSITIVE_INFINITY : 30

interface Told {
  readonly request: string
  readonly status: number
  readonly text: string
}

for (const group of groups()) {
  const withBody = group.routes.filter(({ body }) => body !== undefined)
  if (withBody.length === 0) continue
  test(`${group.name}: no body of the wrong shape is more than refused`, async () => {
    const seed = seedOfRun()
    const next = randomWords(seed)
    await using site = await openShopSite()
    await addAdmin(site)
    const cookie = await signIn(site)
    const faults: Told[] = []
    for (const route of withBody) {
      const known = await namesIn(site)
      const maker = new BodyMaker(route.body as z.ZodType, { known: knownFields(known), pick: (items) => items[next() % items.length]! })
      const tries = [{ field: 'none', body: maker.fitting() }, ...chosen([...maker.odd()], triesOfRoute, next)]
      for (const { field, body } of tries) {
        const told = await send(site, route, { body, known: await namesIn(site), field, cookie })
        if (told !== null) faults.push(told)
      }
    }
    expect({ seed, faults, unexpected: site.unexpected }).toEqual({ seed, faults: [], unexpected: [] })
    expect((await site.get('/api/v1/health', { as: null })).status).toBe(200)
  }, 600_000)
}

/** Fields that mean a thing name one that is there. */
function knownFields(names: Readonly<Record<string, string>>): Record<string, unknown> {
  const { source, target, plan, backup, upload, id } = names
  return {
    source,
    target,
    plan,
    backup,
    upload,
    like: undefined,
    sources: [source],
    targets: [target],
    record_id: Number(id),
    backupId: Number(id),
    tables: ['item'],
    dialect: 'sqlite',
    kind: 'local',
    // Nowhere but where this test may write.
    config: { path: '\u0000' },
    wait: 0,
  }
}

interface Trial {
  readonly body: unknown
  readonly known: Readonly<Record<string, string>>
  readonly field: string
  readonly cookie: string
}

async function send(site: Site, route: Route, { body, known, field, cookie }: Trial): Promise<Told | null> {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => known[name] ?? 'nothing')
  // A key has no account of its own.
  const asked = route.tags.includes('session') && route.access !== 'public' ? withSession(cookie) : {}
  const response = await site.request(path, { ...asked, method: route.method.toUpperCase(), json: body === undefined ? null : body })
  const text = await response.text()
  const request = `${route.method} ${path} ${field} ${JSON.stringify(body)?.slice(0, 300)}`
  const isWell = response.status < 500 || isOfJob(text)
  return isWell && text.length < 2_000_000 ? null : { request, status: response.status, text: text.slice(0, 500) }
}

/** In contracts a job that ends badly is 500, for the request was right. */
function isOfJob(text: string): boolean {
  return /job_failed|操作失败|备份失败|数据恢复失败/.test(text)
}

function chosen<Item>(items: readonly Item[], atMost: number, next: () => number): Item[] {
  if (items.length <= atMost) return [...items]
  return Array.from({ length: atMost }, () => items[next() % items.length]!)
}
