import type { DumpCall, DumpEvent, ParentSection, SectionStart } from '../../plugins/contract.ts'
import type { ChosenMember } from './bundle-choice.ts'
import { memberFailure } from './bundle-failure.ts'
import { prefixOf } from './bundle-parts.ts'

/** The dump of one member under the names that it has in the bundle. */
export async function* dumpMember({ member, tables }: ChosenMember, call: DumpCall): AsyncGenerator<DumpEvent, void, void> {
  const { label, dialect } = member
  const prefix = prefixOf(label)
  const lookUp = call.parent
  const parent = lookUp === null ? null : (part: string) => ownSections(lookUp(member.entryOf(part)), prefix)
  let isFirst = false
  try {
    for await (const event of dialect.dump({ tables }, { ...call, parent })) {
      if (event.type === 'part') yield { type: 'part', name: member.entryOf(event.name) }
      else if (event.type === 'bytes') yield { ...event, starts: startsWithin(event.starts ?? [], prefix, isFirst) }
      else if (event.type === 'unchanged') yield { ...event, name: prefix + event.name }
      else if (event.type === 'figure') yield { type: 'figure', figure: { ...event.figure, name: prefix + event.figure.name } }
      else if (event.type === 'warning') yield { type: 'warning', warning: { ...event.warning, subject: prefix + event.warning.subject } }
      else yield event
      if (event.type === 'part') isFirst = true
      else if (event.type === 'bytes' || event.type === 'unchanged') isFirst = false
    }
  } catch (error) {
    throw memberFailure(label, error, call.signal)
  }
}

/** Every part has a section at its first byte, so that a member can be chosen as a whole, and told by it, whatever its dialect marks. */
function startsWithin(starts: readonly SectionStart[], prefix: string, isFirst: boolean): readonly SectionStart[] {
  const named = starts.map((start) => ({ ...start, name: prefix + start.name }))
  return isFirst && starts[0]?.at !== 0 ? [{ name: prefix, at: 0 }, ...named] : named
}

function* ownSections(sections: Iterable<ParentSection>, prefix: string): Generator<ParentSection> {
  for (const section of sections) {
    if (section.name.startsWith(prefix)) yield { ...section, name: section.name.slice(prefix.length) }
  }
}
