import { hash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import type { Entry } from './entry.ts'
import type { Owners } from './owners.ts'

/** Raised whenever the same entry would be written as other bytes, so that sections of an older layout are not used again. */
const layout = 1
const lengthBytes = 16

/**
 * Equal fingerprints mean that the tar section would be equal. Everything a header holds is in it; for content stand size, change time and
 * inode. The device number is not: it differs from one boot to the next. The result is a byte string of 16 characters.
 */
export function fingerprintOf(entry: Entry, stats: BigIntStats, owners: Owners): string {
  const content = entry.kind === 'file' ? `${entry.sizeBytes} ${stats.ctimeNs} ${stats.ino}` : ''
  const facts =
    `${layout} ${entry.kind} ${entry.mode} ${entry.uid} ${entry.gid} ${entry.mtimeNs} ${entry.device} ${content}\n` +
    `${owners.user(entry.uid)}\n${owners.group(entry.gid)}\n${entry.target}`
  return hash('sha256', Buffer.from(facts, 'latin1'), 'binary').slice(0, lengthBytes)
}

export function fingerprintBytes(fingerprint: string): Uint8Array {
  return Uint8Array.from(Buffer.from(fingerprint, 'latin1'))
}

/**
 * A file that was changed a moment ago may change again within the same tick of the filesystem's clock: its times would not show it. So a
 * fingerprint counts only for content older than this before the dump began. Two seconds is the coarsest tick in use (FAT).
 * A filesystem whose clock runs behind this machine's by more than that is beyond what can be seen from here.
 */
export const settleMs = 2_000

export function isSettled(stats: BigIntStats, startedAtMs: number): boolean {
  return stats.ctimeNs < BigInt(startedAtMs - settleMs) * 1_000_000n
}
