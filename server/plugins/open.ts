import type { AnyPlugin, Dialect, Host, ScratchSource, Target } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { bundleDialect } from '../domain/chain.ts'
import type { PluginUse } from '../domain/job.ts'
import type { Clock } from '../seams/clock.ts'
import { openBundle, openBundleScratch } from './bundle-open.ts'
import { formOf } from './form.ts'
import { asFailure, type GuardOptions } from './guard.ts'
import { guardDialect } from './guard-dialect.ts'
import { guardTarget } from './guard-target.ts'
import type { Registry } from './registry.ts'
import { scrubFailure, scrubLog, secretTexts } from './secrets.ts'
import { closestName } from './spelling.ts'

export interface OpenContext {
  readonly registry: Registry
  readonly host: Host
  readonly clock: Clock
  /** See `GuardOptions`. */
  readonly idleMs: number | null
  readonly onBytes?: (sizeBytes: number) => void
}

/** A guarded target; the caller disposes it. Throws `not_found` for an unknown plugin, `invalid` naming each wrong field. */
export async function openTarget(use: PluginUse, context: OpenContext): Promise<Target> {
  const plugin = await context.registry.target(use.name)
  const ready = prepare(plugin, use.config, context)
  return guardTarget(await attempt(plugin, ready, () => plugin.open(ready.config, ready.host)), plugin, ready.options)
}

/** A guarded dialect, of a bundle one whose members are guarded; the caller disposes it. Throws like `openTarget`. */
export async function openDialect(use: PluginUse, context: OpenContext): Promise<Dialect> {
  if (use.name === bundleDialect) {
    const open = ({ name, config }: { name: string; config: PluginUse['config'] | null }) =>
      openDialect({ name, config: config ?? {} }, context)
    return openBundle(use.config, { open, partsOf: partsIn(context) })
  }
  const plugin = await context.registry.dialect(use.name)
  const ready = prepare(plugin, use.config, context)
  return guardDialect(await attempt(plugin, ready, () => plugin.open(ready.config, ready.host)), plugin, ready.options)
}

/** A guarded empty source to restore into; disposing it removes its data. Throws `unsupported` when the dialect has none. */
export async function openScratch(use: { name: string; config: PluginUse['config'] | null }, context: OpenContext): Promise<ScratchSource> {
  if (use.name === bundleDialect) {
    return openBundleScratch(use.config, { open: (member) => openScratch(member, context), partsOf: partsIn(context) })
  }
  const plugin = await context.registry.dialect(use.name)
  if (plugin.scratch === undefined) {
    throw new Failure('unsupported', `${plugin.name} has no scratch source to restore into`, { remedy: 'Verify with --deep instead.' })
  }
  const ready = use.config === null ? withoutConfig(context) : prepare(plugin, use.config, context)
  const scratch = await attempt(plugin, ready, () => plugin.scratch!(use.config === null ? null : ready.config, ready.host))
  return {
    dialect: guardDialect(scratch.dialect, plugin, ready.options),
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  }
}

function partsIn({ registry }: OpenContext): (dialect: string) => Promise<readonly string[]> {
  return async (dialect) => (await registry.dialect(dialect)).parts
}

interface Ready {
  readonly config: unknown
  readonly host: Host
  readonly options: GuardOptions
}

function prepare(plugin: AnyPlugin, config: unknown, context: OpenContext): Ready {
  const parsed = parseConfig(plugin, config)
  const secrets = secretTexts(parsed, plugin)
  const { clock, idleMs, host } = context
  return {
    config: parsed,
    host: { ...host, log: scrubLog(host.log, secrets) },
    options: { clock, idleMs, secrets, ...(context.onBytes === undefined ? {} : { onBytes: context.onBytes }) },
  }
}

function withoutConfig({ host, clock, idleMs }: OpenContext): Ready {
  return { config: null, host, options: { clock, idleMs, secrets: [] } }
}

async function attempt<T>(plugin: AnyPlugin, ready: Ready, work: () => Promise<T>): Promise<T> {
  const { signal } = ready.host
  signal.throwIfAborted()
  try {
    return await work()
  } catch (error) {
    signal.throwIfAborted()
    throw scrubFailure(asFailure(error, `opening ${plugin.kind} ${plugin.name}`), ready.options.secrets)
  }
}

/** `config` by the plugin's own schema, defaults filled in. Throws `invalid` that names each wrong field, never its value. */
export function parseConfig(plugin: AnyPlugin, config: unknown): unknown {
  const names = formOf(plugin).map((field) => field.name)
  const unknownNames = typeof config === 'object' && config !== null ? Object.keys(config).filter((name) => !names.includes(name)) : []
  const parsed = plugin.config.safeParse(config)
  const faults = [
    ...unknownNames.map((name) => {
      const meant = closestName(name, names)
      return `${name}: there is no such field${meant === null ? '' : `, did you mean "${meant}"?`}`
    }),
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join('.') || 'configuration'}: ${issue.message}`),
  ]
  if (parsed.success && faults.length === 0) return parsed.data
  throw new Failure('invalid', `the configuration of ${plugin.kind} ${plugin.name} is wrong: ${faults.join('; ')}`, {
    remedy: `Its fields are: ${names.join(', ')}.`,
    detail: { fields: (parsed.error?.issues ?? []).map((issue) => issue.path.join('.')).concat(unknownNames) },
  })
}
