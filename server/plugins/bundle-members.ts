import { Failure } from '../../plugins/failure.ts'
import { bundleDialect } from '../domain/chain.ts'
import type { PluginUse } from '../domain/job.ts'
import type { Source } from '../domain/source.ts'
import { membersMax } from './bundle-plugin.ts'
import { closestName } from './spelling.ts'

type Config = Readonly<Record<string, unknown>>

/** The ids of a bundle's members; none of any other source. */
export function memberIds({ dialect, config }: Pick<Source, 'dialect' | 'config'>): readonly string[] {
  return dialect === bundleDialect ? textsOf(config['members']) : []
}

/** A source as jobs open it: a bundle with its members, secrets and all, in place of their ids. Throws `not_found` for a member that is gone. */
export function sourceUse(
  source: Pick<Source, 'dialect' | 'config'>,
  sources: readonly Source[],
  options: { readonly leavesOutAbsent?: boolean } = {},
): PluginUse {
  const { dialect, config } = source
  if (dialect !== bundleDialect) return { name: dialect, config: { ...config } }
  const members = memberIds(source).map((id) => {
    const member = sources.find((one) => one.id === id)
    if (member === undefined) throw goneMember()
    // The folder stays when a source gets a new name, so archives of before and after fit together.
    return { label: member.folder, name: member.dialect, config: { ...member.config } }
  })
  return { name: dialect, config: { members, leavesOutAbsent: options.leavesOutAbsent ?? false } }
}

/**
 * The configuration of a bundle as it is kept: ids in place of names. Any other dialect's is left as it is. Throws `not_found` for a name that no
 * source has, `invalid` for a bundle among the members, for the same source twice, and for fewer than two.
 */
export function keptMembers<Kept extends Config>(dialect: string, config: Kept, sources: readonly Source[]): Kept {
  if (dialect !== bundleDialect) return config
  const members = textsOf(config['members']).flatMap((text) => findMembers(text, sources))
  const bundle = members.find((member) => member.dialect === bundleDialect)
  if (bundle !== undefined) throw wrong(`"${bundle.name}" is a bundle itself`, 'Name its members instead.')
  const ids = members.map(({ id }) => id)
  const twice = members.find(({ id }, at) => ids.indexOf(id) !== at)
  if (twice !== undefined) throw wrong(`"${twice.name}" is named twice`, 'Name each source once.')
  if (ids.length < 2) throw wrong('it has only one', 'Name two sources at least; one alone needs no bundle.')
  if (ids.length > membersMax) throw wrong(`it has ${ids.length}`, `Name ${membersMax} at most, and make a second bundle of the rest.`)
  return { ...config, members: ids }
}

/** The same with names, as people read it and as an export carries it. */
export function namedMembers<Kept extends Config>(dialect: string, config: Kept, sources: readonly Source[]): Kept {
  if (dialect !== bundleDialect) return config
  return { ...config, members: textsOf(config['members']).map((id) => sources.find((source) => source.id === id)?.name ?? id) }
}

/** Bundles behind all others, for their members must be known by then. */
export function bundlesLast<Item extends Pick<Source, 'dialect'>>(sources: readonly Item[]): readonly Item[] {
  const isBundle = ({ dialect }: Item) => dialect === bundleDialect
  return [...sources.filter((source) => !isBundle(source)), ...sources.filter(isBundle)]
}

/**
 * The configuration that an export tells of a bundle, with the ids that `find` gives for its names. It comes back even with too few members, and with a
 * warning, so that a person can put that right.
 */
export async function importedMembers<Kept extends Config>(
  given: Pick<Source, 'name' | 'dialect'> & { readonly config: Kept },
  by: { find(names: readonly string[]): Promise<readonly string[]>; readonly warnings: string[] },
): Promise<Kept> {
  const { name, dialect, config } = given
  if (dialect !== bundleDialect) return config
  const names = textsOf(config['members'])
  const members = await by.find(names)
  if (members.length < names.length) by.warnings.push(`Source "${name}" lacks some of its members: ${names.join(', ')}.`)
  return { ...config, members }
}

/** One name or id, or on a command line several with commas between them. */
function findMembers(text: string, sources: readonly Source[]): Source[] {
  const whole = findMember(text, sources)
  if (whole !== undefined) return [whole]
  const words = text.split(',').map((word) => word.trim())
  return words.map((word) => {
    const found = findMember(word, sources)
    if (found !== undefined) return found
    const names = sources.map(({ name }) => name)
    const closest = closestName(word, names)
    throw new Failure('not_found', `There is no source "${word}" to be a member.`, {
      remedy: closest === null ? `There are: ${names.join(', ')}.` : `Did you mean "${closest}"?`,
      detail: { fields: ['members'] },
    })
  })
}

function findMember(text: string, sources: readonly Source[]): Source | undefined {
  const name = text.trim().normalize('NFC')
  return sources.find((source) => source.name === name) ?? sources.find(({ id }) => id === text)
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

function wrong(what: string, remedy: string): Failure {
  return new Failure('invalid', `These can't be the members of a bundle: ${what}.`, { remedy, detail: { fields: ['members'] } })
}

function goneMember(): Failure {
  return new Failure('not_found', 'A source that belongs to this bundle is not there any more.', {
    remedy: 'Give the bundle members that are: holdfast source set NAME --set members=…',
  })
}
