import type { BlockingFiles, ThreadTools } from '../../plugins/contract.ts'
import { systemBlockingFiles } from '../../server/seams/files.ts'
import { FaultCounter, type FaultPlan, kindOfPath } from './fault-plan.ts'

type Method = (...args: unknown[]) => unknown

/** Makes the tools of a thread with a filesystem that fails as `HOLDFAST_TEST_THREAD_FAULT` says. Steps on an open file have no path: `readSync fd`. */
export default function faultyThreadTools(): ThreadTools {
  const text = process.env['HOLDFAST_TEST_THREAD_FAULT']
  const counter = new FaultCounter(text === undefined ? { kind: 'none' } : (JSON.parse(text) as FaultPlan))
  return { files: faultyBlockingFiles(counter) }
}

export function faultyBlockingFiles(counter: FaultCounter): BlockingFiles {
  return new Proxy(systemBlockingFiles, {
    get(files, name) {
      const method = Reflect.get(files, name) as unknown
      if (typeof method !== 'function') return method
      return (...args: unknown[]) => {
        const kind = typeof args[0] === 'number' ? 'fd' : kindOfPath(args[0])
        if (name === 'closeSync') (method as Method)(...args)
        counter.strike(`${String(name)} ${kind}`)
        if (name === 'closeSync') return undefined
        if (name === 'writeSync') return writeSync(method as Method, args, counter)
        return (method as Method)(...args)
      }
    },
  })
}

function writeSync(method: Method, args: unknown[], counter: FaultCounter): unknown {
  const [fd, bytes, offset = 0, length, position] = args as [number, Uint8Array, number?, number?, number?]
  const askedBytes = length ?? bytes.length - offset
  return method(fd, bytes, offset, counter.allow(askedBytes), position ?? null)
}
