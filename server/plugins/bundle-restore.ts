import type { RestoreCall, RestorePart, RestoreReport } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { type BundleMember, type ChosenMember, chooseMembers, unknownMember } from './bundle-choice.ts'
import { isAbsence, memberFailure } from './bundle-failure.ts'
import { prefixOf, splitMember } from './bundle-parts.ts'
import { isSourceEmpty } from './bundle-report.ts'

/** One member that a restore changes, with its parts under its own names. */
interface Order extends ChosenMember {
  readonly parts: RestorePart[]
}

/**
 * Hands each member its parts, which are called `<label>/<part>`. All members are looked at before the first one is changed; then one follows the other,
 * and the failure of one says which were restored before and which were left alone. Bytes may be read in any order: parts are gathered first.
 */
export async function restoreMembers(
  members: readonly BundleMember[],
  parts: AsyncIterable<RestorePart>,
  call: RestoreCall,
): Promise<RestoreReport> {
  const orders = await ordersOf(members, parts, call)
  for (const order of orders) await check(order, call)
  const reports: RestoreReport[] = []
  for (const [at, order] of orders.entries()) {
    try {
      reports.push(await restoreMember(order, call))
    } catch (error) {
      throw halfDone(memberFailure(order.member.label, error, call.signal), orders, at)
    }
  }
  return joined(reports)
}

async function ordersOf(members: readonly BundleMember[], parts: AsyncIterable<RestorePart>, call: RestoreCall): Promise<Order[]> {
  const orders: Order[] = chooseMembers(members, call.tables).map((chosen) => ({ ...chosen, parts: [] }))
  for await (const part of parts) {
    call.signal.throwIfAborted()
    const { label, rest } = splitMember(part.name)
    if (rest === null || !members.some((member) => member.label === label)) throw unknownMember(label, members)
    // A choice of tables still brings what belongs to every selection of the others.
    orders.find(({ member }) => member.label === label)?.parts.push({ ...part, name: rest })
  }
  const wanted = orders.filter((order) => order.parts.length > 0)
  if (wanted.length > 0) return wanted
  throw new Failure('corrupt', 'The backup holds nothing of these members.', { remedy: 'Choose others, or use another backup.' })
}

async function check({ member, tables }: Order, call: RestoreCall): Promise<void> {
  const { label, dialect } = member
  if (!dialect.supports.existing.includes(call.existing)) {
    throw new Failure('unsupported', `${label}: this kind of source can't be restored with "${call.existing}".`, {
      remedy: `Choose one of: ${dialect.supports.existing.join(', ')}.`,
    })
  }
  try {
    const isEmpty = isSourceEmpty(await dialect.probe(call))
    if (call.existing !== 'refuse' || isEmpty !== false) return
  } catch (error) {
    // What is to be restored may well be gone.
    if (isAbsence(error)) return
    throw memberFailure(label, error, call.signal)
  }
  throw new Failure('conflict', `${label} holds data already${tables === null ? '' : ', be it these tables or others'}.`, {
    remedy: 'Say that what is there may be replaced.',
  })
}

async function restoreMember({ member, tables, parts }: Order, call: RestoreCall): Promise<RestoreReport> {
  const { label, dialect } = member
  const report = await dialect.restore(inOrder(parts), { ...call, tables })
  const prefix = prefixOf(label)
  return { ...report, warnings: report.warnings.map((warning) => ({ ...warning, subject: prefix + warning.subject })) }
}

async function* inOrder(parts: readonly RestorePart[]): AsyncGenerator<RestorePart, void, void> {
  yield* parts
}

/** The reason of an abort stays as it is. */
function halfDone(error: unknown, orders: readonly Order[], at: number): unknown {
  if (!(error instanceof Failure)) return error
  const labels = orders.map(({ member }) => member.label)
  const [restored, untouched] = [labels.slice(0, at), labels.slice(at + 1)]
  const sentences = [
    restored.length === 0 ? 'No other member was restored before it.' : `Restored before it: ${restored.join(', ')}.`,
    ...(untouched.length === 0 ? [] : [`Not touched: ${untouched.join(', ')}.`]),
  ]
  return new Failure(error.code, `${error.message.replace(/\.?$/, '.')} ${sentences.join(' ')}`, {
    remedy: error.remedy ?? 'Remove the cause, then restore again.',
    detail: { ...error.detail, restored, untouched },
    cause: error,
  })
}

function joined(reports: readonly RestoreReport[]): RestoreReport {
  const rows = reports.flatMap((report) => report.rows ?? [])
  return {
    sections: reports.reduce((sum, report) => sum + report.sections, 0),
    rows: rows.length === 0 ? null : rows.reduce((sum, some) => sum + some, 0),
    warnings: reports.flatMap((report) => report.warnings),
  }
}
