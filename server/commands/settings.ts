import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Failure, toFailure } from '../../plugins/failure.ts'
import type { CommandIo } from './command.ts'

/** `key=value` words as a configuration; the same key twice makes a list. Throws `invalid` for a word without `=`. */
export function parseSettings(words: readonly string[]): Record<string, unknown> {
  const settings: Record<string, unknown> = {}
  for (const word of words) {
    const at = word.indexOf('=')
    if (at < 1) throw new Failure('invalid', `"${word}" is no setting.`, { remedy: 'Write it as key=value.' })
    const key = word.slice(0, at)
    const value = parseValue(word.slice(at + 1))
    const earlier = settings[key]
    settings[key] = earlier === undefined ? value : [...(Array.isArray(earlier) ? earlier : [earlier]), value]
  }
  return settings
}

/** `key=FILE` words: the value is the file's content, so that a secret stands in no argument. */
export async function readSettings(words: readonly string[], io: CommandIo): Promise<Record<string, string>> {
  const settings: Record<string, string> = {}
  for (const word of words) {
    const at = word.indexOf('=')
    if (at < 1) throw new Failure('invalid', 'A word of --set-file has no "=".', { remedy: 'Write it as key=FILE.' })
    settings[word.slice(0, at)] = (await readText(word.slice(at + 1), io)).replace(/\r?\n$/, '')
  }
  return settings
}

/** The text of a small file named on the command line. */
export async function readText(path: string, io: CommandIo): Promise<string> {
  try {
    return await readFile(resolve(io.cwd, path), { encoding: 'utf8', signal: io.signal })
  } catch (error) {
    io.signal.throwIfAborted()
    throw toFailure(error, `reading ${path}`)
  }
}

/** `a,b` given once or several times, as a list; null when it was not given. Throws `invalid` for an empty name. */
export function parseNames(words: readonly string[] | undefined): string[] | null {
  if (words === undefined) return null
  const names = words.flatMap((word) => word.split(','))
  if (names.some((name) => name === ''))
    throw new Failure('invalid', 'There is an empty name in --tables.', { remedy: 'Write it as --tables a,b.' })
  return names
}

/** Minutes as milliseconds; null when not given. */
export function parseMinutes(word: string | undefined, option: string): number | null {
  if (word === undefined) return null
  const minutes = Number(word)
  if (!(minutes > 0) || minutes > 525_600) {
    throw new Failure('invalid', `Option --${option} can't be "${word}".`, { remedy: 'Give a number of minutes above 0.' })
  }
  return Math.ceil(minutes * 60_000)
}

function parseValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  return text
}
