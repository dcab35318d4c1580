import { z } from 'zod'
import { inspectSpecification, uploadRestoreSpecification } from './upload.ts'

export type * from './job-result.ts'

/** One plugin with its configuration, as a job gets it: validated again by the plugin's own schema when it is opened. */
const pluginUse = z.object({ name: z.string(), config: z.record(z.string(), z.unknown()) })

/** A target that must be the one it was: before anything is done there, the object `holdfast-target.json` below `root` must name this identity. */
const targetUse = pluginUse.extend({
  /** Where in the store the target begins: empty (as when absent), or a path that ends in `/`. Keys and prefixes are given whole, `root` included. */
  root: z.string().optional(),
  /** Null or absent: whatever is there will do. */
  identity: z.string().nullable().optional(),
})

const archiveUse = z.object({ target: targetUse, key: z.string() })

const limits = z.object({
  /** The whole job may take this long; null means no end. */
  timeoutMs: z.number().int().positive().nullable(),
  /** The job ends when no byte moved for this long. */
  idleMs: z.number().int().positive().nullable(),
})

const common = { id: z.string(), limits, pluginPaths: z.array(z.string()) }

const archiveId = z.string().regex(/^[0-9a-f]{32}$/)

export const backupSpecification = z.object({
  ...common,
  kind: z.literal('backup'),
  source: pluginUse.extend({ label: z.string() }),
  /** Each with what people call it, where it has a name besides its kind. */
  targets: z.array(targetUse.extend({ prefix: z.string(), label: z.string().optional() })).min(1),
  mode: z.enum(['full', 'incremental', 'differential']),
  trigger: z.enum(['manual', 'auto']),
  codec: z.enum(['zstd', 'deflate', 'store']),
  tables: z.array(z.string()).nullable(),
  /** age recipients; empty means not sealed. */
  recipients: z.array(z.string()),
  /** A passphrase to seal with instead of recipients. */
  passphrase: z.string().nullable(),
  /** Identities or passphrases that open the parent of an incremental. */
  identities: z.array(z.string()),
  /** IANA time zone of the time in the archive's name. */
  zone: z.string(),
  /** The id that the archive gets; null makes one up. */
  backupId: archiveId.nullable().default(null),
  /** What the choice of a parent must keep to. */
  chain: z
    .object({
      /** A full backup when this many stand behind the chain's full one; null for never. */
      lengthMax: z.number().int().positive().nullable(),
      /** A full backup whatever the mode, for this reason (the end of "This is a full backup: …"); null for none. */
      forceFullReason: z.string().min(1).nullable(),
      /** Ids of archives that must be neither the parent nor what the parent refers to. */
      avoid: z.array(archiveId),
    })
    .default({ lengthMax: null, forceFullReason: null, avoid: [] }),
})

export const verifySpecification = z.object({
  ...common,
  kind: z.literal('verify'),
  archive: archiveUse,
  level: z.enum(['stored', 'parsed', 'proven']),
  /** Hashes what the archive refers to as well. */
  withReferences: z.boolean().optional(),
  identities: z.array(z.string()),
  /** Where to restore for `proven`; null lets the dialect make its own place. */
  scratch: z.record(z.string(), z.unknown()).nullable(),
  /** Queries that must be true of the restored data; only with `proven`. */
  assertions: z.array(z.string().min(1).max(10_000)).max(100).default([]),
  /** Leaves what was proven beside the archive, so that a rescan finds it. */
  recordProof: z.boolean().optional(),
})

export const restoreSpecification = z.object({
  ...common,
  kind: z.literal('restore'),
  archive: archiveUse,
  into: pluginUse,
  existing: z.enum(['refuse', 'replace', 'keep']),
  tables: z.array(z.string()).nullable(),
  identities: z.array(z.string()),
  /** Every archive that it reads from was hashed just before: it is not done again. Each chunk is checked all the same. */
  isVerified: z.boolean().optional(),
})

/** Removes archives one after the other: of those that refer to each other, the ones that refer must stand first. */
export const removeSpecification = z.object({
  ...common,
  kind: z.literal('remove'),
  archives: z.array(archiveUse).min(1).max(10_000),
})

export const copySpecification = z.object({
  ...common,
  kind: z.literal('copy'),
  from: archiveUse,
  /** The last segment of its key must be the archive's name, because others refer to it by that. */
  to: archiveUse,
  /** Copies what the archive refers to as well, where it is not there yet. */
  withReferences: z.boolean().default(false),
})

export const scanSpecification = z.object({
  ...common,
  kind: z.literal('scan'),
  target: targetUse,
  /** Whole, `root` included. */
  prefix: z.string(),
})

export const browseSpecification = z.object({
  ...common,
  kind: z.literal('browse'),
  target: targetUse,
  /** Whole, `root` included; empty, or a path that ends in `/`. */
  prefix: z.string(),
  /** The `next` of the page before; empty for the first one. */
  after: z.string(),
  limit: z.number().int().min(1).max(1000),
})

export const identifySpecification = z.object({
  ...common,
  kind: z.literal('identify'),
  target: pluginUse,
  /** Where in the store the target begins: empty, or a path that ends in `/`. */
  prefix: z.string(),
  /** The identity that it must have; null when none is known yet. */
  identity: z.string().nullable(),
  /** Gives it an identity if it has none and none is expected. */
  adopt: z.boolean(),
})

export const probeSpecification = z.object({
  ...common,
  kind: z.literal('probe'),
  source: pluginUse,
  /** Reads the content too and takes its figures, of the tables chosen; null for all of them. */
  figures: z.object({ tables: z.array(z.string()).nullable() }).optional(),
})

/** What a job process reads as the first line of its standard input. It holds secrets: never log it. */
export const jobSpecification = z.discriminatedUnion('kind', [
  backupSpecification,
  verifySpecification,
  restoreSpecification,
  removeSpecification,
  copySpecification,
  scanSpecification,
  browseSpecification,
  identifySpecification,
  probeSpecification,
  inspectSpecification.extend(common),
  uploadRestoreSpecification.extend(common),
])

export type BackupSpecification = z.infer<typeof backupSpecification>
export type VerifySpecification = z.infer<typeof verifySpecification>
export type RestoreSpecification = z.infer<typeof restoreSpecification>
export type RemoveSpecification = z.infer<typeof removeSpecification>
export type CopySpecification = z.infer<typeof copySpecification>
export type ScanSpecification = z.infer<typeof scanSpecification>
export type BrowseSpecification = z.infer<typeof browseSpecification>
export type IdentifySpecification = z.infer<typeof identifySpecification>
export type ProbeSpecification = z.infer<typeof probeSpecification>
export type JobSpecification = z.infer<typeof jobSpecification>
export type PluginUse = z.infer<typeof pluginUse>
export type TargetUse = z.infer<typeof targetUse>
export type ArchiveUse = z.infer<typeof archiveUse>
