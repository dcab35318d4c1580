import { z } from 'zod'
import { Failure } from '../../plugins/failure.ts'
import { sealingKeySetting } from '../store/connection.ts'

/** Where the data folder keeps the document that a backup of the settings takes along, and the one that a restore brought back. */
export const exportFileName = 'settings-export.json'
export const restoredFileName = 'settings-restored.json'

/** A value that only this installation's key opens. */
const sealedField = z.strictObject({ sealed: z.string() })

const sealedConfig = z.record(z.string(), z.unknown())

const nounFields = { id: z.string(), name: z.string() }

const configurationSchema = z.object({
  format: z.literal(2),
  exportedAt: z.iso.datetime(),
  sources: z.array(
    z.object({ ...nounFields, dialect: z.string(), folder: z.string(), identity: z.string().nullable(), config: sealedConfig }),
  ),
  targets: z.array(
    z.object({ ...nounFields, kind: z.string(), prefix: z.string(), identity: z.string().nullable(), config: sealedConfig }),
  ),
  plans: z.array(
    z.object({
      ...nounFields,
      folder: z.string(),
      /** By name. */
      sources: z.array(z.string()),
      targets: z.array(z.string()),
      settings: z.record(z.string(), z.unknown()),
      isPaused: z.boolean(),
    }),
  ),
  /** As they are kept: those that are secret sealed. */
  settings: z.array(z.object({ key: z.string(), value: z.string() })),
  /** Those that somebody pinned or described, and those made before a restore: what a rescan can't know. */
  backups: z.array(
    z.object({ ...nounFields, isPinned: z.boolean(), description: z.string(), purpose: z.enum(['regular', 'safety']).default('regular') }),
  ),
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
  throw new Failure('invalid', `This is no exported configuration: ${issue?.path.join('.') || 'the document'}: ${issue?.message}.`, {
    remedy: 'Give a file that "holdfast config export" wrote.',
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
])
