import type { Bytes, GetCall, PutCall, StoredObject, Target, TargetPlugin } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { Guard, type GuardOptions, isUnavailable } from './guard.ts'
import { type Lent, lend, receive } from './guard-stream.ts'
import { isKey, requireKey, requirePrefix } from './keys.ts'
import type { Watch } from './watch.ts'

/** How often in a row a broken `get` is taken up again without one more byte having come. */
const resumesMax = 3

/**
 * `target` as the rest of the program sees it: keys checked, bytes counted, `unavailable` tried again where that is safe, stalled calls
 * ended, every error a `Failure` that shows no secret. Owns `target`: disposing closes it.
 */
export function guardTarget(target: Target, plugin: Pick<TargetPlugin, 'name'>, options: GuardOptions): Target {
  const guard = new Guard(`target ${plugin.name}`, target, options)
  const sweep = target.sweep?.bind(target)
  return {
    supports: target.supports,
    probe: (call) => guard.answer('probing', call.signal, (signal) => target.probe({ signal })),
    put: (key, body, call) => put({ guard, target }, key, { ...call, body }),
    get: (key, call) => get({ guard, target }, key, call),
    async stat(key, call) {
      requireKey(key)
      return await guard.answer(`looking up ${key}`, call.signal, (signal) => target.stat(key, { signal }))
    },
    list: (prefix, call) => list({ guard, target }, prefix, call.signal),
    async remove(key, call) {
      requireKey(key)
      await guard.answer(`removing ${key}`, call.signal, (signal) => target.remove(key, { signal }))
    },
    ...(sweep === undefined
      ? {}
      : { sweep: (before, call) => guard.answer('sweeping partial objects', call.signal, (signal) => sweep(before, { signal })) }),
    [Symbol.asyncDispose]: () => guard.dispose(),
  }
}

interface Guarded {
  readonly guard: Guard
  readonly target: Target
}

async function put({ guard, target }: Guarded, key: string, call: PutCall & { body: Bytes }): Promise<StoredObject> {
  requireKey(key)
  using watch = guard.watch(`writing ${key}`, call.signal)
  const body = lend(call.body, { watch, onBytes: (sizeBytes) => guard.moved(sizeBytes) })
  try {
    const stored = await watch.forPlugin(target.put(key, body, { signal: watch.signal, exclusive: call.exclusive }))
    requireWhole(stored, body, watch)
    return stored
  } catch (error) {
    // The body's own error is the cause of whatever the plugin made of it.
    if (body.failed !== null && !watch.signal.aborted) throw body.failed.error
    throw guard.reason(error, watch)
  }
}

/** A target that says "stored" about something else than the whole body would lose data silently. */
function requireWhole(stored: StoredObject, body: Lent, watch: Watch): void {
  if (!body.ended) {
    throw new Failure('internal', `${watch.doing}: the target said it was done before it had read everything`, {
      remedy: 'The object is not complete: remove it and write it again, and report this to the author of the target.',
    })
  }
  if (stored.sizeBytes === body.sizeBytes) return
  throw new Failure('corrupt', `${watch.doing}: the target holds ${stored.sizeBytes} bytes where ${body.sizeBytes} were sent`, {
    remedy: 'Remove the object and write it again; check the target for faults.',
  })
}

async function* get(guarded: Guarded, key: string, call: GetCall): AsyncGenerator<Uint8Array, void, void> {
  requireKey(key)
  const { guard, target } = guarded
  const fromByte = call.fromByte ?? 0
  const toByte = call.toByte ?? Number.POSITIVE_INFINITY
  requireRange(key, fromByte, toByte)
  using watch = guard.watch(`reading ${key}`, call.signal)
  let position = fromByte
  let breaks = 0
  while (position < toByte || position === fromByte) {
    try {
      const range = { ...(position > 0 ? { fromByte: position } : {}), ...(call.toByte === undefined ? {} : { toByte: call.toByte }) }
      for await (const bytes of receive(() => target.get(key, { ...range, signal: watch.signal }), watch)) {
        position += bytes.byteLength
        if (position > toByte) throw tooLong(watch)
        breaks = 0
        guard.moved(bytes.byteLength)
        if (bytes.byteLength > 0) yield bytes
      }
      break
    } catch (error) {
      const reason = guard.reason(error, watch)
      const canResume = position === fromByte || target.supports.ranges
      breaks += 1
      if (!isUnavailable(reason) || !canResume || breaks >= resumesMax || watch.signal.aborted) throw reason
      await guard.pause(breaks, watch)
    }
  }
  if (position < toByte) await requireEnd(guarded, { key, position, watch, fromByte })
}

function requireRange(key: string, fromByte: number, toByte: number): void {
  if (Number.isSafeInteger(fromByte) && fromByte >= 0 && toByte >= fromByte) return
  throw new Failure('invalid', `bytes ${fromByte} to ${toByte} of ${key} are no range`, { remedy: 'Ask for 0 <= fromByte <= toByte.' })
}

function tooLong(watch: Watch): Failure {
  return new Failure('corrupt', `${watch.doing}: the target gave more bytes than the range asked for`, {
    remedy: 'Report this to the author of the target: it must honour toByte.',
  })
}

interface End {
  readonly key: string
  readonly fromByte: number
  readonly position: number
  readonly watch: Watch
}

/** The stream ended before the range did: right if the object ends there, else bytes were lost on the way. */
async function requireEnd({ guard, target }: Guarded, { key, fromByte, position, watch }: End): Promise<void> {
  const found = await guard.retrying(watch, () => watch.forPlugin(target.stat(key, { signal: watch.signal })))
  // Whoever reads what others may remove, like the claims of their backups, must be able to tell this from damage.
  if (found === null) throw new Failure('not_found', `${watch.doing}: it was removed meanwhile`, { remedy: 'Look again what is there.' })
  if (Math.max(found.sizeBytes, fromByte) === position) return
  throw new Failure('corrupt', `${watch.doing}: it ended after byte ${position} where the object has ${found.sizeBytes} bytes`, {
    remedy: 'Read it again; if it stays short, the copy is damaged: use another one.',
    detail: { position, sizeBytes: found.sizeBytes },
  })
}

async function* list({ guard, target }: Guarded, prefix: string, signal: AbortSignal): AsyncGenerator<StoredObject, void, void> {
  requirePrefix(prefix)
  using watch = guard.watch(`listing ${prefix}`, signal)
  let yielded = false
  for (let attempt = 1; ; attempt += 1) {
    try {
      for await (const object of receive(() => target.list(prefix, { signal: watch.signal }), watch)) {
        // Other people's files may lie there too, under names that are no keys.
        if (!isKey(object.key) || !object.key.startsWith(prefix)) continue
        yielded = true
        yield object
      }
      return
    } catch (error) {
      const reason = guard.reason(error, watch)
      if (yielded || attempt === resumesMax || !isUnavailable(reason) || watch.signal.aborted) throw reason
      await guard.pause(attempt, watch)
    }
  }
}
