import { constants } from 'node:fs'
import { join, sep } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../plugins/failure.ts'
import type { ConfigurationDocument } from './configuration-document.ts'
import type { Installation } from './installation.ts'
import { folderFor } from './names.ts'
import { isSecretVariable, secretVariablePrefix } from './secret-variables.ts'

/** A value that lies somewhere else. */
const referenceField = z.strictObject({ reference: z.string().max(1000) })

/** Below the data folder; nothing outside of it is read. */
const folderName = 'secrets'
const secretBytesMax = 64 * 1024

/** Where the value of a field lies; null for a field that holds it. */
export function referenceOf(value: unknown): string | null {
  const field = referenceField.safeParse(value)
  return field.success ? field.data.reference : null
}

/** What the references of a document stand for: a value, or why there is none. */
export type Referents = ReadonlyMap<string, string | Failure>

/** Looks up every reference of a document. Throws nothing: one of a noun that stays as it is may well lead nowhere. */
export async function readReferents(document: ConfigurationDocument, installation: Installation): Promise<Referents> {
  const referents = new Map<string, string | Failure>()
  for (const { config } of [...document.sources, ...document.targets]) {
    for (const value of Object.values(config)) {
      const reference = referenceOf(value)
      if (reference !== null && !referents.has(reference)) referents.set(reference, await read(reference, installation))
    }
  }
  return referents
}

async function read(reference: string, installation: Installation): Promise<string | Failure> {
  try {
    if (reference.startsWith('env:')) return readVariable(reference.slice(4), installation.secrets ?? {})
    if (reference.startsWith('file:')) return await readSecret(reference.slice(5), installation)
    return refused('it is none', `Write env:${secretVariablePrefix}… or file:NAME.`)
  } catch (error) {
    return error instanceof Failure ? error : refused('it can not be read', 'Look whether the file is there and may be read.')
  }
}

function readVariable(name: string, secrets: NonNullable<Installation['secrets']>): string {
  if (!isSecretVariable(name)) {
    throw refused(`only variables that begin with ${secretVariablePrefix} may be named`, 'Rename the variable.')
  }
  const value = Object.hasOwn(secrets, name) ? secrets[name] : undefined
  if (value === undefined) throw refused(`there is no variable ${name}`, 'Set it where the program is started, then start it again.')
  return value
}

/** One file below `secrets` in the data folder, without the newline at its end. A link may lead to another file there, and nowhere else. */
async function readSecret(name: string, { dataPath, seams: { files } }: Installation): Promise<string> {
  const path = name.startsWith(`${dataPath}${sep}${folderName}${sep}`) ? name : join(dataPath, folderName, name)
  const outside = () => refused(`only files below ${folderName} in the data folder may be named`, 'Put the file there.')
  if (name.includes('\0') || name.split(/[\\/]/).includes('..') || (name.startsWith('/') && path !== name)) throw outside()
  const root = await files.realpath(join(dataPath, folderName))
  const real = await files.realpath(path)
  if (!real.startsWith(`${root}${sep}`)) throw outside()
  // Without waiting for a writer of a pipe, and without following what was put in its place meanwhile.
  await using file = await files.open(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
  const found = await file.stat()
  if (!found.isFile() || found.size > secretBytesMax) throw refused('it is no small file', 'Put nothing but the secret into it.')
  return (await file.readFile('utf8')).replace(/\r?\n$/, '')
}

/** Says nothing of paths: what is named stands in the document. */
function refused(why: string, remedy: string): Failure {
  return new Failure('invalid', why, { remedy })
}

/** Makes up references for the secrets of an export: `env:HOLDFAST_SECRET_<SOURCE>_<FIELD>`, no name twice. */
export class ReferenceNames {
  readonly #nouns = new Set<string>()
  readonly #variables = new Set<string>()

  /** The references of one source or target, each called once. */
  of(given: { readonly name: string; readonly noun: 'source' | 'target'; readonly id: string }): (field: string) => string {
    const noun = folderFor(given, this.#nouns)
    this.#nouns.add(noun)
    return (field) => `env:${this.#free(`${secretVariablePrefix}${word(noun)}_${word(field.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_'))}`)}`
  }

  #free(wanted: string): string {
    let name = wanted
    for (let ordinal = 2; this.#variables.has(name); ordinal += 1) name = `${wanted}_${ordinal}`
    this.#variables.add(name)
    return name
  }
}

function word(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]+/g, '_')
}
