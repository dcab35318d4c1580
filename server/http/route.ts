import type { Context } from 'hono'
import type { z } from 'zod'
import type { Failure } from '../../plugins/failure.ts'
import type { Role } from '../domain/role.ts'
import type { Answer } from './answer.ts'
import type { Call } from './call.ts'
import type { House } from './house.ts'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

export interface RouteResponse {
  readonly description: string
  /** Of a JSON body; absent for none, or for another type. */
  readonly schema?: z.ZodType
  /** Where it is no JSON. */
  readonly contentType?: string
}

/** A route as a value: who may use it, what it takes and gives, and what it does. The description of the API is made of these. */
export interface RouteSpec<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  readonly method: Method
  /** Parameters in braces: `/api/v1/sources/{source}`. */
  readonly path: string
  /** The least role that may; `public` for everybody, without being asked who they are. */
  readonly access: Role | 'public'
  /**
   * What a key that is bound to some sources may do here: nothing (`none`), or what the handler allows it. A handler of a `checked` route filters its lists by
   * `call.maySee`, or calls `call.requireSource` for what it shows or touches.
   */
  readonly scope: 'none' | 'checked'
  readonly tags: readonly string[]
  readonly summary: string
  readonly description?: string
  readonly params?: Params
  readonly query?: Query
  /** Of a JSON body. A route that streams its body has none and says so in `streams`. */
  readonly body?: Body
  /** Whether the JSON may hold `//` comments, as an example of the document does that people copy. */
  readonly takesComments?: boolean
  readonly streams?: { readonly contentType: string; readonly description: string }
  /** Whether `Idempotency-Key` is honoured. */
  readonly isIdempotent?: boolean
  /** Throws what must be done first, before anything of the request is looked at but who sends it. */
  readonly requires?: (house: House) => Promise<void>
  readonly responses: Readonly<Record<number, RouteResponse>>
  handle(call: Call<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<Answer | Response>
}

type Nothing = z.ZodType<Record<string, never>>

// biome-ignore lint/suspicious/noExplicitAny: a list holds routes of all schemas, and only `defineRoute` knows which belong together.
export type Route = RouteSpec<any, any, any>

/** Checks that the handler fits the schemas, and forgets them. */
export function defineRoute<Params extends z.ZodType = Nothing, Query extends z.ZodType = Nothing, Body extends z.ZodType = Nothing>(
  spec: RouteSpec<Params, Query, Body>,
): Route {
  return spec
}

/** Routes that belong together, and how they say that something went wrong. */
export interface RouteGroup {
  readonly name: string
  /** Whatever lies below one of these and isn't there is answered in the words of this group. */
  readonly bases: readonly string[]
  readonly routes: readonly Route[]
  /** In place of a problem document. */
  readonly fail?: (failure: Failure, context: Context) => Response
  /** Whether a browser that asks for what no group has is answered in its words; programs never are. */
  readonly isForBrowsers?: boolean
  /** Whether what it answers is packed for those who take it so: text that no program takes apart by ranges. */
  readonly isPacked?: boolean
}
