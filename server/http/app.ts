import { type Context, Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { Failure } from '../../plugins/failure.ts'
import { identify } from './admission.ts'
import { groups } from './groups.ts'
import type { House } from './house.ts'
import { fail, groupNameKey, honoPath, mountGroup } from './mount.ts'
import { originOf } from './peer.ts'
import type { RouteGroup } from './route.ts'
import { isSafe } from './same-origin.ts'

/** Every route of the daemon as one web-standard handler, `fetch`; opens nothing and listens nowhere. */
export function createApp(house: House, all: readonly RouteGroup[] = groups()): Hono {
  const app = new Hono({ strict: false })
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
      // Not `no-referrer`: with that, browsers say of a form that a page of ours sends that it comes from nowhere (`Origin: null`).
      referrerPolicy: 'same-origin',
      xFrameOptions: 'DENY',
      crossOriginResourcePolicy: 'same-origin',
      // Whether there is TLS in front is for the proxy to know, and its header to set.
      strictTransportSecurity: false,
    }),
  )
  app.use(async (context, next) => {
    await next()
    house.meter.countRequest((context.get(groupNameKey as never) as string | undefined) ?? 'none', context.res.status)
  })
  // In this order: a path that is written out stands before one of another group that takes any word in its place.
  for (const group of all) app.route('/', mountGroup(group, house))
  refuseOtherMethods(app, all, house)
  app.notFound(async (context) => {
    const group = groupFor(context, all)
    if (group.isForBrowsers !== true) return fail(nothingAt(context), context, { house, group })
    await recognize(context, house)
    const failure = new Failure('not_found', `There is no page at ${context.req.path}.`, { remedy: 'Check the address.' })
    return fail(failure, context, { house, group })
  })
  app.onError((error, context) => fail(error, context, { house }))
  return app
}

/** A path that is there answers 405 to what it doesn't take, and says what it takes; whoever loads anew what answered a form is led back to where the form was. */
function refuseOtherMethods(app: Hono, all: readonly RouteGroup[], house: House): void {
  for (const group of all) {
    for (const [path, routes] of Map.groupBy(group.routes, (route) => route.path)) {
      const allowed = routes.map(({ method }) => method.toUpperCase()).join(', ')
      app.all(honoPath(path), async (context) => {
        const above = group.isForBrowsers === true && isSafe(context.req.method) ? pageAbove(context.req.path, group) : null
        if (above !== null) return context.redirect(above, 303)
        if (group.isForBrowsers === true) await recognize(context, house)
        context.header('allow', allowed)
        const message = `${context.req.path} does not take ${context.req.method}.`
        const failure = new Failure('unsupported', message, { remedy: `It takes ${allowed}.`, detail: { status: 405 } })
        return fail(failure, context, { house, group })
      })
    }
  }
}

/** The nearest page on the way to a path; null where there is none. */
function pageAbove(path: string, { routes }: RouteGroup): string | null {
  const segments = path.split('/')
  const pages = routes.filter(({ method }) => method === 'get').map((route) => route.path.split('/'))
  const isPage = (parts: readonly string[]) =>
    pages.some((page) => page.length === parts.length && page.every((part, at) => part.startsWith('{') || part === parts[at]))
  const lengths = Array.from({ length: segments.length - 2 }, (_, at) => segments.length - 1 - at)
  const length = lengths.find((count) => isPage(segments.slice(0, count)))
  return length === undefined ? null : segments.slice(0, length).join('/')
}

/** Whoever is signed in keeps the way through the dashboard; whoever shows what is not valid is a stranger here. */
async function recognize(context: Context, house: House): Promise<void> {
  await identify(context, house, originOf(context, house.config)).catch(() => null)
}

function nothingAt({ req }: Context): Failure {
  return new Failure('not_found', `There is nothing at ${req.method} ${req.path}.`, { remedy: 'Check the method and the path.' })
}

type Fallback = Pick<RouteGroup, 'fail' | 'isForBrowsers'>

/** The group with the longest base that the path lies below; for a browser that mistypes an address the one that is for browsers. */
function groupFor({ req }: Context, all: readonly RouteGroup[]): Fallback {
  const isBrowser = req.header('accept')?.includes('text/html') === true && !/^\/api(\/|$)/.test(req.path)
  return groupAt(req.path, all) ?? (isBrowser ? all.find(({ isForBrowsers }) => isForBrowsers) : undefined) ?? {}
}

function groupAt(path: string, all: readonly RouteGroup[]): RouteGroup | undefined {
  const bases = all.flatMap((group) => group.bases.map((base) => ({ base, group })))
  const below = bases.filter(({ base }) => path === base || path.startsWith(`${base}/`))
  return below.sort((one, other) => other.base.length - one.base.length)[0]?.group
}
