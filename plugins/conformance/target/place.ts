import type { Call, PutCall, StoredObject, Target } from '../../contract.ts'
import { inPieces, readAll } from '../expectations.ts'
import type { TargetSubject } from '../subject.ts'
import type { Trial } from '../suite.ts'
import { openWorkshop, type Workshop } from '../workshop.ts'

export interface Place {
  readonly target: Target
  readonly call: Call
  readonly workshop: Workshop
  /** Another instance at the same place; the caller disposes it. */
  reopen(): Promise<Target>
  put(key: string, bytes: Uint8Array, options?: Partial<PutCall>): Promise<StoredObject>
  read(key: string): Promise<Buffer>
  keys(prefix?: string): Promise<string[]>
}

/** A trial on a freshly opened, empty target, which is closed and checked for left-overs at its end. */
export function targetTrial(subject: TargetSubject, name: string, body: (place: Place) => Promise<void>): Trial {
  return {
    name,
    async run() {
      await using workshop = await openWorkshop()
      const config = subject.plugin.config.parse(await subject.makeConfig(workshop.folder))
      const open = () => subject.plugin.open(config, workshop.host)
      await using target = await open()
      await body(placeOf(target, workshop, open))
      await workshop.expectTidy()
    },
  }
}

function placeOf(target: Target, workshop: Workshop, reopen: () => Promise<Target>): Place {
  const { call } = workshop
  return {
    target,
    call,
    workshop,
    reopen,
    put: (key, bytes, options) => target.put(key, inPieces(bytes), { ...call, exclusive: false, ...options }),
    read: (key) => readAll(target.get(key, call)),
    async keys(prefix = '') {
      const keys: string[] = []
      for await (const { key } of target.list(prefix, call)) keys.push(key)
      return keys.sort()
    },
  }
}
