import type { AnyPlugin, Log } from '../../plugins/contract.ts'
import { Failure, type FailureRecord } from '../../plugins/failure.ts'
import { formOf } from './form.ts'

export const redactedText = '••••••'

/** Shorter secrets are not searched for in messages: replacing every "a" would only garble them. */
const secretLengthMin = 3

/** The names of the fields that hold secrets. Throws `invalid` when the plugin's configuration can't be drawn. */
export function secretFields(plugin: AnyPlugin): readonly string[] {
  return formOf(plugin)
    .filter((field) => field.secret)
    .map((field) => field.name)
}

/**
 * The names of the fields of a configuration that nobody may be shown: the secret ones, and those that the plugin doesn't know. A password under a
 * misspelt name is one too. Where the plugin is gone (null) nobody knows what is secret, so it is all of them.
 */
export function hiddenFields(config: Readonly<Record<string, unknown>>, plugin: AnyPlugin | null): ReadonlySet<string> {
  if (plugin === null) return new Set(Object.keys(config))
  const shown = formOf(plugin).filter((field) => !field.secret)
  return new Set(Object.keys(config).filter((name) => !shown.some((field) => field.name === name)))
}

/** The same configuration with dots in place of what is hidden, fit for logs, exports and people. */
export function redact(config: Readonly<Record<string, unknown>>, plugin: AnyPlugin): Record<string, unknown> {
  const hidden = hiddenFields(config, plugin)
  const shown = Object.entries(config).map(([name, value]) => {
    const isSet = value !== undefined && value !== null && value !== ''
    return [name, hidden.has(name) && isSet ? redactedText : value]
  })
  return Object.fromEntries(shown)
}

/** What must never be shown: each secret as it is and in the shapes in which drivers like to repeat it. */
export function secretTexts(config: unknown, plugin: AnyPlugin): readonly string[] {
  const values = config as Readonly<Record<string, unknown>>
  const texts = new Set<string>()
  for (const name of secretFields(plugin)) {
    for (const value of [values[name]].flat()) {
      if (typeof value !== 'string' || value.length < secretLengthMin) continue
      for (const shape of [value, encodeURIComponent(value.toWellFormed()), JSON.stringify(value).slice(1, -1)]) texts.add(shape)
      texts.add(Buffer.from(value).toString('base64'))
    }
  }
  // The longest first: one secret may be part of another.
  return [...texts].sort((one, other) => other.length - one.length)
}

/** A failure that shows no secret: the same one where there is none. A cause that shows one is dropped. */
export function scrubFailure(failure: Failure, secrets: readonly string[]): Failure {
  const record = failure.toJSON()
  const clean = scrub(record, secrets) as FailureRecord
  const causeIsClean = !secrets.some((secret) => showsSecret(failure.cause, secret))
  if (causeIsClean && JSON.stringify(clean) === JSON.stringify(record) && !secrets.some((secret) => failure.stack?.includes(secret))) {
    return failure
  }
  return new Failure(clean.code, clean.message, {
    ...(clean.remedy === null ? {} : { remedy: clean.remedy }),
    detail: clean.detail,
    ...(causeIsClean && failure.cause !== undefined ? { cause: failure.cause } : {}),
  })
}

/** A log that shows no secret. */
export function scrubLog(log: Log, secrets: readonly string[]): Log {
  if (secrets.length === 0) return log
  const clean = <Value>(value: Value) => scrub(value, secrets) as Value
  return {
    debug: (message, detail) => log.debug(clean(message), clean(detail)),
    info: (message, detail) => log.info(clean(message), clean(detail)),
    warn: (message, detail) => log.warn(clean(message), clean(detail)),
  }
}

const depthMax = 8

function scrub(value: unknown, secrets: readonly string[], depth = 0): unknown {
  if (secrets.length === 0) return value
  if (typeof value === 'string') return secrets.reduce((text, secret) => text.replaceAll(secret, redactedText), value)
  if (typeof value !== 'object' || value === null) return value
  if (depth === depthMax) return redactedText
  if (value instanceof Error) return scrub(value.message, secrets)
  if (Array.isArray(value)) return value.map((element) => scrub(element, secrets, depth + 1))
  const entries = Object.entries(value).map(([name, member]) => [scrub(name, secrets), scrub(member, secrets, depth + 1)])
  return Object.fromEntries(entries)
}

function showsSecret(value: unknown, secret: string, depth = 0): boolean {
  if (typeof value === 'string') return value.includes(secret)
  if (typeof value !== 'object' || value === null) return false
  // What is too deep to look through is taken for a leak.
  if (depth === depthMax) return true
  const members = value instanceof Error ? [value.message, value.stack, value.cause, ...Object.values(value)] : Object.values(value)
  return members.some((member) => showsSecret(member, secret, depth + 1))
}
