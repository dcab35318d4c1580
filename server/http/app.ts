import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { Failure } from '../../plugins/failure.ts'
import { groups } from './groups.ts'
import type { House } from './house.ts'
import { fail, groupNameKey, honoPath, mountGroup } from './mount.ts'
import type { RouteGroup } from './route.ts'

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
  app.notFound((context) => {
    const failure = new Failure('not_found', `There is nothing at ${context.req.method} ${context.req.path}.`, {
      remedy: 'Check the method and the path.',
    })
    return fail(failure, context, { house, group: groupAt(context.req.path, all) })
  })
  app.onError((error, context) => fail(error, context, { house }))
  return app
}

/** A path that is there answers 405 to what it doesn't take, and says what it takes. */
function refuseOtherMethods(app: Hono, all: readonly RouteGroup[], house: House): void {
  for (const group of all) {
    for (const [path, routes] of Map.groupBy(group.routes, (route) => route.path)) {
      const allowed = routes.map(({ method }) => method.toUpperCase()).join(', ')
      app.all(honoPath(path), (context) => {
        context.header('allow', allowed)
        const message = `${context.req.path} does not take ${context.req.method}.`
        const failure = new Failure('unsupported', message, { remedy: `It takes ${allowed}.`, detail: { status: 405 } })
        return fail(failure, context, { house, group })
      })
    }
  }
}

/** The group with the longest base that a path lies below. */
function groupAt(path: string, all: readonly RouteGroup[]): Pick<RouteGroup, 'fail'> {
  const bases = all.flatMap((group) => group.bases.map((base) => ({ base, group })))
  const below = bases.filter(({ base }) => path === base || path.startsWith(`${base}/`))
  return below.sort((one, other) => other.base.length - one.base.length)[0]?.group ?? {}
}
