import type {
  Call,
  Dialect,
  DialectSupports,
  DumpCall,
  DumpEvent,
  RestoreCall,
  RestorePart,
  RestoreReport,
  SectionFigure,
  Selection,
  SourceReport,
} from '../../plugins/contract.ts'
import { assertionOf } from './bundle-assertion.ts'
import { type BundleMember, type ChosenMember, chooseMembers, supportsOf } from './bundle-choice.ts'
import { dumpMember } from './bundle-dump.ts'
import { isAbsence, memberFailure } from './bundle-failure.ts'
import { prefixOf, splitMember } from './bundle-parts.ts'
import { joinReports, type MemberReport } from './bundle-report.ts'
import { restoreMembers } from './bundle-restore.ts'

export interface BundleOptions {
  readonly members: readonly BundleMember[]
  /** See `BundleConfig`. */
  readonly leavesOutAbsent: boolean
}

/**
 * Several sources as one: their parts in one archive, their tables under `<label>/<table>`. The members are guarded each by itself, so this needs no
 * guard around it. Owns them: disposing closes them, the last one first.
 */
export class BundleDialect implements Dialect {
  readonly supports: DialectSupports
  readonly members: readonly BundleMember[]
  readonly assert?: NonNullable<Dialect['assert']>
  readonly #leavesOutAbsent: boolean

  constructor({ members, leavesOutAbsent }: BundleOptions) {
    this.members = members
    this.supports = supportsOf(members)
    this.#leavesOutAbsent = leavesOutAbsent
    const assert = assertionOf(members)
    if (assert !== null) this.assert = assert
  }

  async probe(call: Call): Promise<SourceReport> {
    const present: MemberReport[] = []
    let absence: unknown = null
    for (const member of this.members) {
      try {
        present.push({ member, report: await member.dialect.probe(call) })
      } catch (error) {
        absence ??= memberFailure(member.label, error, call.signal)
        if (!this.#leavesOutAbsent || !isAbsence(error)) throw memberFailure(member.label, error, call.signal)
      }
    }
    if (present.length === 0) throw absence
    return joinReports(present)
  }

  async *dump(selection: Selection, call: DumpCall): AsyncGenerator<DumpEvent, void, void> {
    for (const chosen of chooseMembers(this.members, selection.tables)) {
      if (await this.#isPresent(chosen, call)) yield* dumpMember(chosen, call)
      else
        yield { type: 'warning', warning: { code: 'skipped', subject: chosen.member.label, message: 'is not there, so it was left out' } }
    }
  }

  async restore(parts: AsyncIterable<RestorePart>, call: RestoreCall): Promise<RestoreReport> {
    return await restoreMembers(this.members, parts, call)
  }

  async *inspect(selection: Selection, call: Call): AsyncGenerator<SectionFigure, void, void> {
    for (const chosen of chooseMembers(this.members, selection.tables)) {
      if (!(await this.#isPresent(chosen, call))) continue
      const { member, tables } = chosen
      try {
        for await (const figure of member.dialect.inspect({ tables }, call)) yield { ...figure, name: prefixOf(member.label) + figure.name }
      } catch (error) {
        throw memberFailure(member.label, error, call.signal)
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await using closing = new AsyncDisposableStack()
    for (const { dialect } of this.members) closing.use(dialect)
  }

  async #isPresent({ member }: ChosenMember, call: Call): Promise<boolean> {
    if (!this.#leavesOutAbsent) return true
    try {
      await member.dialect.probe(call)
      return true
    } catch (error) {
      if (isAbsence(error)) return false
      throw memberFailure(member.label, error, call.signal)
    }
  }
}

/** Of these names those whose figures are taken from content that was read; null where there are none. A dialect that leaves content unread has none. */
export function figuredNames(dialect: Dialect, names: readonly string[] | null): { readonly tables: readonly string[] | null } | null {
  const isFigured = ({ supports }: Dialect) => supports.drill && !supports.unchanged
  if (!(dialect instanceof BundleDialect)) return isFigured(dialect) ? { tables: names } : null
  const labels = dialect.members.filter((member) => isFigured(member.dialect)).map(({ label }) => label)
  const tables = (names ?? labels).filter((name) => labels.includes(splitMember(name).label))
  return tables.length === 0 ? null : { tables }
}

/** The members of a bundle whose dumps may leave content unread, so that only the content itself proves them; null for any other dialect. */
export function unreadMembers(dialect: Dialect): readonly string[] | null {
  if (!(dialect instanceof BundleDialect)) return null
  return dialect.members.filter((member) => member.dialect.supports.unchanged).map(({ label }) => label)
}
