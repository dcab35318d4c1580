import { Failure } from '../../plugins/failure.ts'
import type { PartIndex } from '../archive/index-codec.ts'
import type { ArchiveReader } from '../archive/reader.ts'
import { bundleDialect } from '../domain/chain.ts'
import type { PluginUse } from '../domain/job.ts'
import { type BundledMember, decodeIdentity } from '../plugins/bundle-identity.ts'
import { partName, prefixOf, splitMember } from '../plugins/bundle-parts.ts'

/** How an archive is handed to a dialect: which of its parts, under which names, and what the dialect is told was chosen. */
export interface Handover {
  readonly parts: readonly { readonly entry: string; readonly name: string }[]
  readonly tables: readonly string[] | null
}

/**
 * A bundle's archive goes into a bundle part by part as `<label>/<part>`, and into the dialect of one of its members if the choice is of that one alone,
 * which then gets what it would get from an archive of its own. Throws `invalid` for a choice that fits neither.
 */
export function handOver(reader: ArchiveReader, dialect: string, tables: readonly string[] | null): Handover {
  if (reader.manifest.source.dialect !== bundleDialect) {
    return { parts: reader.parts.map(({ name }) => ({ entry: name, name })), tables }
  }
  const parts = reader.parts.map((part) => ({ entry: part.name, label: labelOf(part) }))
  if (dialect === bundleDialect) {
    return { parts: parts.map(({ entry, label }) => ({ entry, name: prefixOf(label) + partName(label, entry) })), tables }
  }
  const label = onlyMember(reader, dialect, tables)
  const rests = (tables ?? []).map((name) => splitMember(name).rest)
  return {
    parts: parts.filter((part) => part.label === label).map(({ entry }) => ({ entry, name: partName(label, entry) })),
    tables: rests.every((rest) => rest !== null) ? rests : null,
  }
}

/** The member of a bundle that a part of its archive belongs to. Throws `corrupt` when nothing says so. */
export function labelOf({ name, sections }: PartIndex): string {
  // Every section of a part is called `<label>/…`; a part without a byte has none.
  for (const section of sections) return splitMember(section.name).label
  const label = /^.+\/([^/.]+)(\.[^/]*)?$/.exec(name)?.[1]
  if (label !== undefined) return label
  throw new Failure('corrupt', `The archive does not say which source ${name} is of.`, { remedy: 'Use another backup.' })
}

/** What a scratch source for an archive is made of: of a bundle its members, as far as the archive holds anything of them. */
export function scratchConfig(reader: ArchiveReader, given: PluginUse['config'] | null): PluginUse['config'] | null {
  const { dialect, identity } = reader.manifest.source
  if (dialect !== bundleDialect) return given
  const held = new Set(reader.parts.map(labelOf))
  const members = decodeIdentity(identity).filter(({ label }) => held.has(label))
  return { members: members.map(({ label, dialect: name }) => ({ label, name, config: given?.[label] ?? null })) }
}

function onlyMember(reader: ArchiveReader, dialect: string, tables: readonly string[] | null): string {
  const members = decodeIdentity(reader.manifest.source.identity)
  const labels = new Set(tables?.map((name) => splitMember(name).label))
  const [label] = labels
  const member = members.find((one) => one.label === label)
  if (labels.size !== 1 || label === undefined || member === undefined) throw notAlone(reader, dialect, members)
  if (member.dialect === dialect) return label
  throw new Failure('invalid', `${label} is a backup of a ${member.dialect} source; it can't be restored into ${dialect}.`, {
    remedy: `Restore it into ${member.dialect}:…`,
  })
}

function notAlone(reader: ArchiveReader, dialect: string, members: readonly BundledMember[]): Failure {
  const entries = new Map(reader.parts.map((part) => [labelOf(part), part.name]))
  const listed = members.map(({ label, dialect: name }) => `${label} (${name}${entries.has(label) ? `, in ${entries.get(label)}` : ''})`)
  const like = members.find((member) => member.dialect === dialect) ?? members[0]!
  const entry = entries.get(like.label) ?? reader.parts[0]!.name
  const message = `This is one backup of ${members.length} sources, which can't all be restored into ${dialect}: ${listed.join(', ')}.`
  const { mode, codec } = reader.manifest
  const tools = mode !== 'full' ? '' : codec === 'zstd' ? '; bsdtar and 7-Zip take it out too' : '; unzip takes it out too'
  return new Failure('invalid', message, {
    remedy: `Choose one, like --tables ${like.label} --into ${like.dialect}:…, or use "holdfast extract ARCHIVE --entry ${entry}"${tools}.`,
    detail: { members: members.map(({ label, dialect: name }) => ({ label, dialect: name, entry: entries.get(label) ?? null })) },
  })
}
