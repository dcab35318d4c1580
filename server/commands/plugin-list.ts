import type { ListedPlugin } from '../plugins/registry.ts'
import type { CommandIo } from './command.ts'
import { exitCode } from './exit-code.ts'
import { printable } from './format.ts'
import { openRegistry } from './places.ts'

/** Prints every plugin there is, and those that can't be loaded with the reason. */
export async function listPlugins(io: CommandIo): Promise<number> {
  const all = await openRegistry(io).list()
  for (const listed of all) io.out(io.json ? JSON.stringify(recordOf(listed)) : lineOf(listed))
  return exitCode.done
}

function lineOf({ origin, plugin, failure }: ListedPlugin): string {
  if (plugin === null) return `broken   ${printable(origin)}: ${printable(failure.message)}`
  return `${plugin.kind.padEnd(8)} ${plugin.name.padEnd(16)} ${printable(plugin.title.en)} (${printable(origin)})`
}

function recordOf({ origin, plugin, failure }: ListedPlugin) {
  if (plugin === null) return { origin, failure }
  return { origin, kind: plugin.kind, name: plugin.name, title: plugin.title }
}
