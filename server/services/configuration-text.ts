import { parseDocument, stringify } from 'yaml'
import { Failure } from '../../plugins/failure.ts'
import { isNestedTooDeep, levelsMax } from '../domain/nesting.ts'

/** YAML costs its reader far more than JSON of the same length. */
const yamlBytesMax = 256 * 1024

/** How often what an anchor names may be repeated: more would only be there to fill the memory. */
const aliasesMax = 16

const remedy = 'Give a document that "holdfast config export" or GET /api/v1/configuration wrote.'

export type ConfigurationFormat = 'json' | 'yaml'

/** A configuration document as the text of a file. */
export function writeConfigurationText(document: unknown, format: ConfigurationFormat): string {
  if (format === 'json') return `${JSON.stringify(document, null, 2)}\n`
  // Through JSON first: what is left out there shall not stand here as null, and what is shared not as an anchor.
  return stringify(JSON.parse(JSON.stringify(document)), { lineWidth: 0 })
}

/** What JSON or YAML text says. Throws `invalid` that tells the line, never its content: secrets may stand there. */
export function readConfigurationText(text: string): unknown {
  const document = readEither(text)
  if (!isNestedTooDeep(document)) return document
  throw new Failure('invalid', `The document is nested deeper than ${levelsMax} levels.`, { remedy, detail: { fields: ['document'] } })
}

function readEither(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return readYaml(text)
  }
}

function readYaml(text: string): unknown {
  if (Buffer.byteLength(text) > yamlBytesMax) {
    throw new Failure('invalid', `The document is no JSON, and longer than the ${yamlBytesMax / 1024} KiB that are read as YAML.`, {
      remedy: 'Give it as JSON.',
      detail: { fields: ['document'] },
    })
  }
  try {
    const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' })
    const [error] = document.errors
    if (error !== undefined) throw unreadable(`line ${lineAt(text, error.pos[0])} (${error.code})`)
    return document.toJS({ maxAliasCount: aliasesMax })
  } catch (error) {
    if (error instanceof Failure) throw error
    // No cause: the parser's message may show what it read.
    throw unreadable('an anchor is missing or repeated too often, or it is nested too deeply')
  }
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length
}

function unreadable(where: string): Failure {
  return new Failure('invalid', `The document is neither JSON nor YAML: ${where}.`, {
    remedy,
    detail: { fields: ['document'] },
  })
}
