import type { html } from 'hono/html'

/** HTML whose every value was escaped. */
export type Html = ReturnType<typeof html>
