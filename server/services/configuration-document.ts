import { z } from 'zod'
import { Failure } from '../../plugins/failure.ts'
import { sealingKeySetting } from '../store/connection.ts'
import { sealedPrefix } from '../store/sealing.ts'
import { isContractSettings } from './contract-settings.ts'

/** Where the data folder keeps the document that a backup of the settings takes along, and the one that a restore brought back. */
export const exportFileName = 'settings-export.json'
export const restoredFileName = 'settings-restored.json'

/** A value that only this installation's key opens. */
const sealedField = z.strictObject({ sealed: z.string() })

const sealedConfig = z.record(z.string(), z.unknown())

/** Whoever writes a document by hand leaves out what only an export knows. */
const nounFields = { id: z.string().default(''), name: z.string() }
const folder = z.string().default('')
const identity = z.string().nullable().default(null)

const sourceSchema = z.object({ ...nounFields, dialect: z.string(), folder, identity, config: sealedConfig })
const targetSchema = z.object({ ...nounFields, kind: z.string(), prefix: z.string().default(''), identity, config: sealedConfig })

const planSchema = z.object({
  ...nounFields,
  folder,
  /** By name. */
  sources: z.array(z.string()),
  targets: z.array(z.string()),
  settings: z.record(z.string(), z.unknown()).default({}),
  isPaused: z.boolean().default(false),
})

const secretSettings: ReadonlySet<string> = new Set(['identities', 'download_links'])

/** One that nobody could read any more would keep away all that needs it, and could not be put right by any other request. */
const settingSchema = z
  .object({ key: z.string(), value: z.string() })
  .refine(({ key, value }) => !secretSettings.has(key) || value.startsWith(sealedPrefix), {
    path: ['value'],
    message: 'is a secret, and not sealed',
  })
  .refine(({ key, value }) => key !== 'contracts' || isContractSettings(value), {
    path: ['value'],
    message: 'is nothing that contracts act on',
  })

const configurationSchema = z.object({
  format: z.literal(2),
  exportedAt: z.iso.datetime().optional(),
  sources: z.array(sourceSchema).default([]),
  targets: z.array(targetSchema).default([]),
  plans: z.array(planSchema).default([]),
  /** As they are kept: those that are secret sealed. */
  settings: z.array(settingSchema).default([]),
  /** Those that somebody pinned or described, and those made before a restore: what a rescan can't know. */
  backups: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        isPinned: z.boolean(),
        description: z.string(),
        purpose: z.enum(['regular', 'safety']).default('regular'),
      }),
    )
    .default([]),
})

/** All that somebody told an installation: plain text but for secrets, each of which is sealed by itself. */
export type ConfigurationDocument = z.infer<typeof configurationSchema>
export type DocumentSource = ConfigurationDocument['sources'][number]
export type DocumentTarget = ConfigurationDocument['targets'][number]
export type DocumentPlan = ConfigurationDocument['plans'][number]

/** Throws `unsupported` for a newer format and `invalid` for what is no such document, naming the first place that is wrong. */
export function parseConfiguration(document: unknown): ConfigurationDocument {
  const newer = z.object({ format: z.number().int().gt(2) }).safeParse(document)
  if (newer.success) {
    throw new Failure('unsupported', `The configuration has format ${newer.data.format}, which a newer version wrote.`, {
      remedy: 'Import it with that version.',
    })
  }
  const parsed = configurationSchema.safeParse(document)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') || 'document'
  throw new Failure('invalid', `This is no configuration: ${field}: ${issue?.message}.`, {
    remedy: 'Give what "holdfast config export" or GET /api/v1/configuration wrote.',
    detail: { fields: [field] },
  })
}

/** The sealed text of a field; null for a plain one. */
export function sealedTextOf(value: unknown): string | null {
  const field = sealedField.safeParse(value)
  return field.success ? field.data.sealed : null
}

/** What a sealed field is bound to, so that it opens nowhere else. */
export function fieldContext(noun: 'source' | 'target', id: string, field: string): string {
  return `exported ${field} of ${noun} ${id}`
}

/** What belongs to one data folder and means nothing in another. */
export const machineSettings: ReadonlySet<string> = new Set([
  sealingKeySetting,
  'last_seen',
  'defaults_made',
  'setup_token',
  'token_secret',
  'audit_head',
  'recovery_kit',
  'welcome',
])
