import { basename } from 'node:path'
import { z } from 'zod'
import type { AnyPlugin } from '../../../plugins/contract.ts'
import { isAtLeast } from '../../domain/role.ts'
import { formOf } from '../../plugins/form.ts'
import { answer } from '../answer.ts'
import type { House } from '../house.ts'
import { defineRoute, type Route } from '../route.ts'

const text = z.object({ en: z.string(), 'zh-CN': z.string() })

const fieldShape = z.object({
  name: z.string(),
  kind: z.enum(['text', 'number', 'boolean', 'choice', 'list']),
  title: text,
  help: text.nullable(),
  placeholder: z.string().nullable(),
  secret: z.boolean().meta({ description: 'Shown as dots, and never given back.' }),
  advanced: z.boolean(),
  required: z.boolean(),
  initial: z.unknown().meta({ description: 'What it is when it is left out; null for nothing.' }),
  choices: z.array(z.string()),
  minimum: z.number().nullable(),
  maximum: z.number().nullable(),
})

const pluginShape = z
  .object({
    kind: z.enum(['dialect', 'target']),
    name: z.string().meta({ description: 'What a source has as its dialect, and a target as its kind.' }),
    title: text,
    origin: z.string().meta({ description: 'built-in, or the file that it was loaded from.' }),
    fields: z.array(fieldShape).meta({ description: 'What its configuration holds, in the order of a form.' }),
  })
  .meta({ id: 'Plugin' })

const brokenShape = z.object({ origin: z.string(), code: z.string(), message: z.string(), remedy: z.string().nullable() })

export const pluginsRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/api/v1/plugins',
    access: 'viewer',
    scope: 'checked',
    tags: ['plugins'],
    summary: 'The dialects and targets that there are',
    query: z.object({ kind: z.enum(['dialect', 'target']).optional() }),
    responses: {
      200: {
        description: 'They, with the fields of their configurations in both languages.',
        schema: z.object({
          items: z.array(pluginShape),
          broken: z.array(brokenShape).meta({ description: 'What could not be loaded, and why. Only admins see it.' }),
        }),
      },
    },
    async handle({ house, query, principal }) {
      const { plugins, broken } = await listPlugins(house)
      const items = plugins
        .filter(({ plugin }) => query.kind === undefined || plugin.kind === query.kind)
        .map(({ plugin, origin }) => ({ kind: plugin.kind, name: plugin.name, title: plugin.title, origin, fields: formOf(plugin) }))
      return answer({ items, broken: isAtLeast(principal.role, 'admin') ? broken : [] })
    },
  }),
]

export interface PluginList {
  /** `origin` is `built-in`, or the name of the file that it was loaded from. */
  readonly plugins: readonly { readonly plugin: AnyPlugin; readonly origin: string }[]
  /** What could not be loaded, and why. */
  readonly broken: readonly { readonly origin: string; readonly code: string; readonly message: string; readonly remedy: string | null }[]
}

/** The plugins that there are, without saying where on the machine they lie. */
export async function listPlugins({ installation }: Pick<House, 'installation'>): Promise<PluginList> {
  const all = await installation.registry.list()
  const plugins = all.flatMap(({ plugin, origin }) => (plugin === null ? [] : [{ plugin, origin: basename(origin) }]))
  const broken = all.flatMap(({ failure, origin }) => {
    if (failure === null) return []
    return [{ origin: basename(origin), code: failure.code, message: failure.message, remedy: failure.remedy }]
  })
  return { plugins, broken }
}
