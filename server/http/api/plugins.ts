import { basename } from 'node:path'
import { z } from 'zod'
import { isAtLeast } from '../../domain/role.ts'
import { formOf } from '../../plugins/form.ts'
import { answer } from '../answer.ts'
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
      const all = await house.installation.registry.list()
      const items = all.flatMap(({ plugin, origin }) => {
        if (plugin === null || (query.kind !== undefined && plugin.kind !== query.kind)) return []
        return [{ kind: plugin.kind, name: plugin.name, title: plugin.title, origin: basename(origin), fields: formOf(plugin) }]
      })
      const broken = all.flatMap(({ failure, origin }) => {
        if (failure === null || !isAtLeast(principal.role, 'admin')) return []
        return [{ origin: basename(origin), code: failure.code, message: failure.message, remedy: failure.remedy }]
      })
      return answer({ items, broken })
    },
  }),
]
