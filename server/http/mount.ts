import { zValidator } from '@hono/zod-validator'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { compress } from 'hono/compress'
import { z } from 'zod'
import { Failure } from '../../plugins/failure.ts'
import { type Admission, admit } from './admission.ts'
import { type Answer, responseOf } from './answer.ts'
import { readJson } from './body.ts'
import { Call } from './call.ts'
import { failureOf, respondWithFailure } from './failure.ts'
import type { House } from './house.ts'
import { isKeyed, once } from './idempotency.ts'
import { invalidBy, refuseUnknownQuery } from './invalid.ts'
import type { Route, RouteGroup } from './route.ts'

const nothing = z.object({})
const noBody = z.strictObject({})

/** Under what the context holds the name of the group that answers, for whoever counts. */
export const groupNameKey = 'groupName'

/** The routes of a group as an application of their own, so that what goes wrong in one is said in the words of its group. */
export function mountGroup(group: RouteGroup, house: House): Hono {
  const app = new Hono({ strict: false })
  app.onError((error, context) => fail(error, context, { group, house }))
  if (group.isPacked === true) app.use(compress())
  for (const route of group.routes) mountRoute(app, route, { house, group })
  return app
}

interface Frame {
  readonly house: House
  readonly group?: Pick<RouteGroup, 'fail'>
}

/** Answers in the words of the group; what is nobody's fault but ours is told to the daemon. */
export function fail(error: unknown, context: Context, { house, group = {} }: Frame): Response {
  const failure = withoutGuess(failureOf(error), context)
  // Whoever went away while waiting ended the wait: that is no fault.
  if (failure.code === 'internal' && !context.req.raw.signal.aborted) house.onUnexpected(error)
  return (group.fail ?? respondWithFailure)(failure, context)
}

/** What else is called alike is nothing for a key that is for some sources only. */
function withoutGuess(failure: Failure, context: Context): Failure {
  const admission = context.get('admission' as never) as Admission | undefined
  const isBound = (admission?.visitor?.sourceIds ?? null) !== null
  if (!isBound || failure.detail['isGuessed'] !== true) return failure
  const { code, message, detail } = failure
  return new Failure(code, message, { remedy: 'Check the name.', detail, cause: failure })
}

interface MountParts {
  readonly house: House
  readonly group: RouteGroup
}

function mountRoute(app: Hono, route: Route, { house, group }: MountParts): void {
  const admission: MiddlewareHandler = async (context, next) => {
    context.header('cache-control', 'no-store')
    context.set(groupNameKey, group.name)
    context.set('admission', await admit(route, context, house))
    await route.requires?.(house)
    if (!isLenient(route, group)) refuseUnknownQuery(route, Object.keys(context.req.queries()))
    await next()
  }
  app.on(
    route.method.toUpperCase(),
    honoPath(route.path),
    admission,
    zValidator('param', route.params ?? nothing, refuse('path')),
    zValidator('query', route.query ?? nothing, refuse('query')),
    async (context) => {
      const { visitor, origin } = context.get('admission' as never) as Admission
      const call = new Call({
        house,
        context,
        params: context.req.valid('param' as never),
        query: context.req.valid('query' as never),
        body: await bodyOf(route, context, { house, group }),
        visitor,
        origin,
        signal: isKeyed(route, context) ? (house.stopping ?? new AbortController().signal) : context.req.raw.signal,
      })
      const work = async () => route.handle(call as Call<never, never, never>)
      const given = isKeyed(route, context) ? await once(call, work) : await lastOf(await work())
      return given instanceof Response ? withContextHeaders(given, context) : withContextHeaders(responseOf(given), context)
    },
  )
}

/** Documents of others say nothing of what they don't know, and what watches over a public route may send anything. */
function isLenient({ access }: Route, { fail }: RouteGroup): boolean {
  return fail !== undefined || access === 'public'
}

async function lastOf(given: Answer | Response): Promise<Answer | Response> {
  return given instanceof Response || given.later === undefined ? given : given.later()
}

async function bodyOf(route: Route, context: Context, { house, group }: MountParts): Promise<unknown> {
  // A `dryRun` that is sent where nothing is taken must not be taken for none.
  const expected = route.body ?? (isLenient(route, group) || route.streams !== undefined ? undefined : noBody)
  if (expected === undefined) return {}
  const parsed = await expected.safeParseAsync(await readJson(context, house.installation.seams.clock, route.takesComments))
  if (parsed.success) return parsed.data
  throw invalidBy(parsed.error, 'body')
}

/** The validator knows two majors of zod, and its type of an error is that of both. */
function refuse(part: 'path' | 'query') {
  return (result: { readonly success: boolean; readonly error?: unknown }) => {
    if (!result.success) throw invalidBy(result.error as z.core.$ZodError, part)
  }
}

/** What was set on the context before, a prolonged session's cookie for one, goes out with a response made elsewhere too. */
function withContextHeaders(response: Response, context: Context): Response {
  for (const [name, value] of response.headers) context.header(name, value, { append: name === 'set-cookie' })
  const isHead = context.req.method === 'HEAD'
  // Nobody would ever read it, or tell it that nobody does: what feeds it, a listener to events for one, would wait for ever.
  if (isHead) response.body?.cancel().catch(() => {})
  return context.newResponse(isHead ? null : response.body, response.status as never)
}

/** `{name}` as OpenAPI writes it is `:name` for the router. */
export function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}
