import { z } from 'zod'
import { exportConfiguration } from '../../services/configuration-export.ts'
import { planConfiguration } from '../../services/configuration-plan.ts'
import { writeConfigurationText } from '../../services/configuration-text.ts'
import { answer } from '../answer.ts'
import { defineRoute, type Route } from '../route.ts'
import { configurationBody, readConfigurationBody } from './configuration-body.ts'
import { takeConfiguration } from './configuration-take.ts'

const tags = ['configuration']
const query = z.object({
  mode: z.enum(['merge', 'replace']).optional().meta({
    description: 'merge (the default): what is there stays, what is missing comes. replace: what the document names becomes as it says.',
  }),
})

const countShape = z.object({ added: z.number().int(), replaced: z.number().int(), kept: z.number().int() })

const reportShape = z.object({
  sources: countShape,
  targets: countShape,
  plans: countShape,
  settings: countShape,
  backups: z.number().int().meta({ description: 'Those that got their pin or description back.' }),
  warnings: z.array(z.string()),
})

const changeShape = z.object({
  field: z.string(),
  isSecret: z.boolean().meta({ description: 'Of a secret it is only said that it is another.' }),
  from: z.unknown(),
  to: z.unknown(),
})

const planShape = z.object({
  nouns: z.array(
    z.object({
      noun: z.enum(['source', 'target', 'plan', 'setting']),
      name: z.string(),
      action: z.enum(['add', 'change', 'leave']),
      changes: z.array(changeShape),
    }),
  ),
  backups: z.number().int(),
  warnings: z.array(z.string()),
})

export const configurationRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/api/v1/configuration',
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Everything that somebody told this installation',
    description: 'Sources, targets, plans, settings, and the pins and descriptions of backups, for keeping or for another installation.',
    query: z.object({
      format: z.enum(['json', 'yaml']).default('json'),
      secrets: z.enum(['sealed', 'reference']).default('sealed').meta({
        description:
          'sealed: only the key of this installation opens them. reference: a placeholder for each says where its value is to be found.',
      }),
    }),
    responses: { 200: { description: 'The document.', schema: z.record(z.string(), z.unknown()) } },
    async handle(call) {
      const { format, secrets } = call.query
      const document = await exportConfiguration(call.house.installation, secrets)
      await call.audit('configuration.export', format, { secrets })
      return new Response(writeConfigurationText(document, format), {
        headers: {
          'content-type': format === 'json' ? 'application/json; charset=UTF-8' : 'application/yaml; charset=UTF-8',
          'content-disposition': `attachment; filename="holdfast-configuration.${format}"`,
        },
      })
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/configuration/plan',
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'What taking a configuration in would change',
    description: 'Field by field. Nothing is written.',
    query,
    streams: configurationBody,
    responses: { 200: { description: 'What would be added, changed and left.', schema: planShape } },
    async handle(call) {
      const { document, mode } = await readConfigurationBody(call)
      return answer(await planConfiguration(call.house.installation, document, mode))
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/configuration/apply',
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Take a configuration in',
    description: 'All of it or nothing; nothing is ever removed. Secrets that do not come back are named in the warnings.',
    query,
    streams: configurationBody,
    responses: { 200: { description: 'What became of it.', schema: reportShape } },
    async handle(call) {
      const { document, mode } = await readConfigurationBody(call)
      return answer(await takeConfiguration(call, document, mode))
    },
  }),
]
