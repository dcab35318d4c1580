import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { Failure } from '../../plugins/failure.ts'
import { respondWithFailure } from './failure.ts'
import { type HealthOptions, healthRoutes } from './health.ts'

export interface AppOptions extends HealthOptions {
  /** Told of every error that is no one's fault but ours; the answer itself says nothing of it. */
  onUnexpected(error: unknown): void
}

/** Every route of the daemon as one web-standard handler, `fetch`; opens nothing and listens nowhere. */
export function createApp(options: AppOptions): Hono {
  const app = new Hono()
  app.use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] },
      referrerPolicy: 'no-referrer',
      xFrameOptions: 'DENY',
      // Whether there is TLS in front is for the proxy to know, and its header to set.
      strictTransportSecurity: false,
    }),
  )
  app.route('/api/v1/health', healthRoutes(options))
  app.notFound((context) =>
    respondWithFailure(
      new Failure('not_found', `There is nothing at ${context.req.method} ${context.req.path}.`, {
        remedy: 'Check the method and the path.',
      }),
      context,
    ),
  )
  app.onError((error, context) => {
    if (!(error instanceof Failure) || error.code === 'internal') options.onUnexpected(error)
    return respondWithFailure(error, context)
  })
  return app
}
