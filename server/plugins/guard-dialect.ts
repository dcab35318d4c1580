import type {
  Dialect,
  DialectPlugin,
  DumpCall,
  DumpEvent,
  RestoreCall,
  RestorePart,
  RestoreReport,
  Selection,
} from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { DumpProtocol } from './dump-protocol.ts'
import { Guard, type GuardOptions } from './guard.ts'
import { type Lent, lend, receive } from './guard-stream.ts'

interface Guarded {
  readonly guard: Guard
  readonly dialect: Dialect
}

/**
 * `dialect` as the rest of the program sees it: bytes counted, the order of dump events checked, stalled calls ended, every error a
 * `Failure` that shows no secret. Owns `dialect`: disposing closes it.
 */
export function guardDialect(dialect: Dialect, plugin: Pick<DialectPlugin, 'name'>, options: GuardOptions): Dialect {
  const guarded = { guard: new Guard(`dialect ${plugin.name}`, dialect, options), dialect }
  const assert = dialect.assert?.bind(dialect)
  return {
    supports: dialect.supports,
    probe: (call) => guarded.guard.answer('probing', call.signal, (signal) => dialect.probe({ signal })),
    dump: (selection, call) => dump(guarded, selection, call),
    restore: (parts, call) => restore(guarded, parts, call),
    inspect: (selection, call) =>
      stream(guarded.guard, { doing: 'inspecting', signal: call.signal, start: (signal) => dialect.inspect(selection, { signal }) }),
    ...(assert === undefined
      ? {}
      : { assert: (sql, call) => guarded.guard.answer('asking an assertion', call.signal, (signal) => assert(sql, { signal })) }),
    [Symbol.asyncDispose]: () => guarded.guard.dispose(),
  }
}

interface Streaming<Item> {
  readonly doing: string
  readonly signal: AbortSignal
  readonly start: (signal: AbortSignal) => AsyncIterable<Item>
}

async function* stream<Item>(guard: Guard, { doing, signal, start }: Streaming<Item>): AsyncGenerator<Item, void, void> {
  using watch = guard.watch(doing, signal)
  try {
    yield* receive(() => start(watch.signal), watch)
  } catch (error) {
    throw guard.reason(error, watch)
  }
}

async function* dump({ guard, dialect }: Guarded, selection: Selection, call: DumpCall): AsyncGenerator<DumpEvent, void, void> {
  if (selection.tables !== null && !dialect.supports.partial) {
    throw new Failure('unsupported', "this kind of source can't be dumped in part", { remedy: 'Back up all of it.' })
  }
  const protocol = new DumpProtocol(dialect.supports)
  const start = (signal: AbortSignal) => dialect.dump(selection, { ...call, signal })
  for await (const event of stream(guard, { doing: 'dumping', signal: call.signal, start })) {
    protocol.see(event)
    if (event.type === 'bytes') guard.moved(event.bytes.byteLength)
    yield event
  }
  protocol.end()
}

async function restore({ guard, dialect }: Guarded, parts: AsyncIterable<RestorePart>, call: RestoreCall): Promise<RestoreReport> {
  requireSupport(dialect, call)
  using watch = guard.watch('restoring', call.signal)
  const lentParts: Lent[] = []
  let partsError: Lent['failed'] = null
  async function* lendParts(): AsyncGenerator<RestorePart, void, void> {
    try {
      for await (const part of parts) {
        const bytes = lend(part.bytes, { watch, onBytes: (sizeBytes) => guard.moved(sizeBytes) })
        lentParts.push(bytes)
        yield { ...part, bytes }
      }
    } catch (error) {
      partsError = { error }
      throw error
    }
  }
  try {
    return await watch.forPlugin(dialect.restore(lendParts(), { ...call, signal: watch.signal }))
  } catch (error) {
    // The archive's own error is the cause of whatever the plugin made of it.
    const failed = partsError ?? lentParts.find((bytes) => bytes.failed !== null)?.failed ?? null
    if (failed !== null && !watch.signal.aborted) throw (failed as { error: unknown }).error
    throw guard.reason(error, watch)
  }
}

function requireSupport(dialect: Dialect, call: RestoreCall): void {
  if (!dialect.supports.existing.includes(call.existing)) {
    throw new Failure('unsupported', `this kind of source can't be restored with "${call.existing}"`, {
      remedy: `Choose one of: ${dialect.supports.existing.join(', ')}.`,
    })
  }
  if (call.tables === null || dialect.supports.partial) return
  throw new Failure('unsupported', "this kind of source can't be restored in part", { remedy: 'Restore all of it.' })
}
