import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { isRunning, processStart } from './process-identity.ts'

const ownerPattern = /^([0-9a-f]{8})-([0-9a-f]{8})-(\d+)-(\d*)$/

/**
 * A name for the running process that no other has: machine, boot, process id and start. Made of letters, digits and dashes, for the names of
 * what is unfinished, so that whoever finds such a thing can ask whether anybody still works on it.
 */
export function ownerName(): string {
  return ownerNameOf(process.pid)
}

/** The same for another process of this machine. */
export function ownerNameOf(pid: number): string {
  return `${machine()}-${boot()}-${pid}-${processStart(pid) ?? ''}`
}

/** True only when it is certain that the process of that name is gone: it ran on this machine, before its last boot or no more. */
export function isOwnerGone(owner: string): boolean {
  const [, itsMachine, itsBoot, pid, start] = ownerPattern.exec(owner) ?? []
  if (itsMachine !== machine()) return false
  return itsBoot !== boot() || !isRunning(Number(pid), start === '' ? null : (start ?? null))
}

function machine(): string {
  return digest(hostname())
}

/** The same for every process since the machine was started; constant where the system doesn't tell. */
function boot(): string {
  try {
    return digest(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'))
  } catch {
    return digest('')
  }
}

function digest(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 8)
}
