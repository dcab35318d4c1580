import { Failure } from '../../failure.ts'

/** A tar that breaks its own format, or was cut; nothing can be told about what follows. */
export function corruptTar(problem: string): Failure {
  return new Failure('corrupt', `the tar is damaged: ${problem}`, {
    remedy: 'Verify the archive it comes from, and restore another backup or copy.',
  })
}

/**
 * A number field: octal digits, or GNU's base-256 where the first bit is set. Throws `corrupt` for anything else and for what no
 * file can be: numbers past 2^53.
 */
export function parseNumber(block: Buffer, at: number, length: number): number {
  const first = block[at]!
  if (first === 0x80 || first === 0xff) {
    let value = first === 0xff ? -1n : 0n
    for (let index = at + 1; index < at + length; index += 1) value = (value << 8n) | BigInt(block[index]!)
    return safe(value)
  }
  const digits = block
    .toString('latin1', at, at + length)
    .replace(/^ +/, '')
    .replace(/[ \0].*$/s, '')
  if (!/^[0-7]*$/.test(digits)) throw corruptTar('a number in a header is none')
  return digits === '' ? 0 : Number.parseInt(digits, 8)
}

/** A whole number in decimal digits, as pax records hold them. */
export function parseDecimal(text: string): number {
  if (!/^\d{1,20}$/.test(text)) throw corruptTar('a number in an extended header is none')
  return safe(BigInt(text))
}

function safe(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < BigInt(Number.MIN_SAFE_INTEGER))
    throw corruptTar('a header names an impossible size')
  return Number(value)
}

/** `-1.5` and the like as nanoseconds; digits past the ninth are dropped. */
export function parseSeconds(text: string): bigint {
  const match = /^(-?)(\d{1,18})(?:\.(\d*))?$/.exec(text)
  if (match === null) throw corruptTar('a time in an extended header is none')
  const nanoseconds = BigInt(match[2]!) * 1_000_000_000n + BigInt((match[3] ?? '').slice(0, 9).padEnd(9, '0'))
  return match[1] === '-' ? -nanoseconds : nanoseconds
}
