import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { dialectGroups, type Group, runTrials, type TrialResult, targetGroups } from '../../plugins/conformance/index.ts'
import { Failure } from '../../plugins/failure.ts'
import { formOf } from '../plugins/form.ts'
import { type LoadedPlugin, loadPlugin } from '../plugins/loader.ts'
import type { CommandIo } from './command.ts'
import { exitCode } from './exit-code.ts'
import { printable } from './format.ts'

export interface CheckOrder {
  readonly file: string
  /** `key=value`, see the option. */
  readonly settings: readonly string[]
  readonly io: CommandIo
}

/** Runs the suite of its kind on a plugin's file and prints every result; the exit code is 1 when any trial fails. */
export async function checkPlugin({ file, settings, io }: CheckOrder): Promise<number> {
  const loaded = await loadPlugin(resolve(io.cwd, file), io.seams.files)
  const groups = groupsFor(loaded, settings)
  let failed = 0
  let passed = 0
  for await (const result of runTrials(groups)) {
    io.signal.throwIfAborted()
    if (result.error === null) passed += 1
    else failed += 1
    for (const line of io.json ? [JSON.stringify(recordOf(result))] : linesOf(result)) io.out(line)
  }
  const { kind, name } = loaded.plugin
  if (!io.json) io.out(`${kind} ${name}: ${passed} passed, ${failed} failed`)
  return failed === 0 ? exitCode.done : exitCode.failed
}

/** What a plugin's module may export beside the plugin, so that the suite knows what to open. */
interface ConformanceExport {
  readonly makeConfig?: (folder: string) => unknown
  readonly makeSource?: (folder: string) => unknown
  readonly makeEmpty?: (folder: string) => unknown
}

function groupsFor({ plugin, exports }: LoadedPlugin, settings: readonly string[]): readonly Group[] {
  const { conformance = {} } = exports as { conformance?: ConformanceExport }
  if (plugin.kind === 'dialect') {
    const { makeSource, makeEmpty } = conformance
    if (typeof makeSource === 'function' && typeof makeEmpty === 'function')
      return dialectGroups({ ...conformance, plugin, makeSource, makeEmpty })
    throw missing('export const conformance = { makeSource(folder) {…}, makeEmpty(folder) {…} }', 'which sources to open')
  }
  const fields = new Map(settings.map(parseSetting))
  if (fields.size > 0) {
    requireFields(fields, plugin)
    return targetGroups({ ...conformance, plugin, makeConfig: (folder) => configFrom(fields, plugin, folder) })
  }
  const { makeConfig } = conformance
  if (typeof makeConfig === 'function') return targetGroups({ ...conformance, plugin, makeConfig })
  throw missing('export const conformance = { makeConfig(folder) {…} }, or pass --set path={folder}', 'which place to open')
}

function missing(what: string, purpose: string): Failure {
  return new Failure('invalid', `the plugin doesn't say ${purpose} for its trials`, { remedy: `Add to its module: ${what}.` })
}

function parseSetting(setting: string): [string, string] {
  const at = setting.indexOf('=')
  if (at > 0) return [setting.slice(0, at), setting.slice(at + 1)]
  throw new Failure('invalid', `--set ${setting} is no KEY=VALUE`, { remedy: 'Write for example --set path={folder}.' })
}

function requireFields(fields: ReadonlyMap<string, string>, plugin: LoadedPlugin['plugin']): void {
  const known = formOf(plugin).map(({ name }) => name)
  for (const name of fields.keys()) {
    if (!known.includes(name))
      throw new Failure('invalid', `there is no field "${name}"`, { remedy: `Its fields are: ${known.join(', ')}.` })
  }
}

function configFrom(fields: ReadonlyMap<string, string>, plugin: LoadedPlugin['plugin'], folder: string): Record<string, unknown> {
  const kinds = new Map(formOf(plugin).map((field) => [field.name, field.kind]))
  const config: Record<string, unknown> = {}
  for (const [name, template] of fields) {
    const text = template.replaceAll('{folder}', folder).replaceAll('{random}', randomBytes(6).toString('hex'))
    const kind = kinds.get(name)
    config[name] = kind === 'number' ? Number(text) : kind === 'boolean' ? text === 'true' : kind === 'list' ? text.split(',') : text
  }
  return config
}

function linesOf({ group, name, error }: TrialResult): string[] {
  if (error === null) return [`ok    ${group}: ${printable(name)}`]
  const message = error instanceof Error ? error.message : String(error)
  return [`FAIL  ${group}: ${printable(name)}`, ...message.split('\n').map((line) => `        ${printable(line)}`)]
}

function recordOf({ group, name, error }: TrialResult) {
  return {
    group,
    name,
    passed: error === null,
    ...(error === null ? {} : { error: error instanceof Error ? error.message : String(error) }),
  }
}
