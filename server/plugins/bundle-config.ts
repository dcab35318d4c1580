import { z } from 'zod'
import { Failure } from '../../plugins/failure.ts'
import { bundleDialect } from '../domain/chain.ts'
import type { PluginUse } from '../domain/job.ts'
import { membersMax } from './bundle-plugin.ts'

const member = z.strictObject({
  /** Names its parts and tables in the archive: so it holds no dot and no slash. */
  label: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/),
  name: z.string().refine((name) => name !== bundleDialect),
  /** Null only where a scratch source is made of nothing but an archive. */
  config: z.record(z.string(), z.unknown()).nullable(),
})

const openConfig = z.strictObject({
  members: z
    .array(member)
    .min(1)
    .max(membersMax)
    .refine((members) => new Set(members.map(({ label }) => label)).size === members.length),
  leavesOutAbsent: z.boolean().default(false),
})

/** One source of a bundle, with all that opens it. Its configuration holds secrets. */
export type MemberUse = z.output<typeof member>

/** A bundle with its members in place of their ids, as jobs get it. */
export interface BundleConfig {
  readonly members: readonly MemberUse[]
  /** Members that are not there are passed over instead of failing everything: what a restore may find, and a backup may not. */
  readonly leavesOutAbsent: boolean
}

/** Throws `invalid` for the configuration of a bundle whose members are only named. Never shows what is in it. */
export function parseBundle(config: unknown): BundleConfig {
  const parsed = openConfig.safeParse(config)
  if (parsed.success) return parsed.data
  throw new Failure('invalid', 'A bundle can only be opened together with its members, which are sources that are kept.', {
    remedy: 'Use it by the name of its source.',
    detail: { fields: parsed.error.issues.map((issue) => issue.path.join('.')) },
  })
}

/** The members of a bundle, or the one dialect that it is: for whoever looks for a certain dialect, be it alone or in company. */
export function usesWithin(use: PluginUse): readonly PluginUse[] {
  if (use.name !== bundleDialect) return [use]
  return parseBundle(use.config).members.map(({ name, config }) => ({ name, config: config ?? {} }))
}
