import type { FileHandle } from 'node:fs/promises'
import type { Files } from '../../plugins/contract.ts'
import { systemFiles } from '../../server/seams/files.ts'
import { type FaultCounter, kindOfPath } from './fault-plan.ts'

type Method = (...args: unknown[]) => unknown

/** The real filesystem, with a fault where the plan wants one. Every call is a step, and so is every call of an open file's methods. */
export function faultyFiles(counter: FaultCounter): Files {
  return new Proxy(systemFiles, {
    get(files, name) {
      const method = Reflect.get(files, name) as unknown
      if (typeof method !== 'function') return method
      return async (...args: unknown[]) => {
        const kind = kindOfPath(args[0])
        if (kind !== 'proc') counter.strike(`${String(name)} ${kind}`)
        const result: unknown = await (method as Method)(...args)
        return name === 'open' && kind !== 'proc' ? faultyHandle(result as FileHandle, kind, counter) : result
      }
    },
  })
}

function faultyHandle(handle: FileHandle, kind: string, counter: FaultCounter): FileHandle {
  return new Proxy(handle, {
    get(target, name) {
      const method = Reflect.get(target, name, target) as unknown
      if (typeof method !== 'function') return method
      if (name === 'write') return (...args: unknown[]) => write(target, args, { kind, counter })
      if (name === 'close' || name === Symbol.asyncDispose) return () => close(target, kind, counter)
      return async (...args: unknown[]) => {
        counter.strike(`${String(name)} ${kind}`)
        return await (method as Method).apply(target, args)
      }
    },
  })
}

/** write(buffer, offset, length, position) and its form with an options object. */
async function write(handle: FileHandle, args: unknown[], at: { kind: string; counter: FaultCounter }): Promise<unknown> {
  at.counter.strike(`write ${at.kind}`)
  const [bytes, second, third, fourth] = args as [Uint8Array, unknown, number?, number?]
  const options = typeof second === 'object' && second !== null ? (second as { offset?: number; length?: number; position?: number }) : null
  const offset = options?.offset ?? (typeof second === 'number' ? second : 0)
  const length = options?.length ?? third ?? bytes.length - offset
  const position = options?.position ?? fourth ?? null
  return await handle.write(bytes, offset, at.counter.allow(length), position)
}

/** A close that fails has closed all the same. */
async function close(handle: FileHandle, kind: string, counter: FaultCounter): Promise<void> {
  await handle.close()
  counter.strike(`close ${kind}`)
}
