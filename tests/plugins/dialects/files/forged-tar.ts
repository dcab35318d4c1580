/** One member of a tar made by hand, as wrong as a test wants it. */
export interface Forged {
  readonly name: string
  readonly type?: string
  readonly target?: string
  readonly content?: string
  readonly mode?: number
  /** What the header says instead of the content's length. */
  readonly size?: string
  /** What the header says instead of its sum. */
  readonly sum?: string
}

function block(member: Forged): Buffer {
  const header = Buffer.alloc(512)
  const size = member.size ?? `${(member.content?.length ?? 0).toString(8).padStart(11, '0')}\0`
  header.write(member.name, 0, 100, 'latin1')
  header.write(`${(member.mode ?? 0o644).toString(8).padStart(7, '0')}\x000000000\x000000000\0`, 100, 'latin1')
  header.write(`${size.padEnd(12, '\0')}00000000000\0        ${member.type ?? '0'}`, 124, 'latin1')
  header.write(member.target ?? '', 157, 100, 'latin1')
  header.write('ustar\x0000', 257, 'latin1')
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(member.sum ?? `${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return header
}

function padded(content: string): Buffer {
  const bytes = Buffer.alloc(Math.ceil(content.length / 512) * 512)
  bytes.write(content, 'latin1')
  return bytes
}

export const endOfTar = Buffer.alloc(1024)

/** The members without what ends a tar. */
export function forgeMembers(...members: readonly Forged[]): Buffer {
  return Buffer.concat(members.flatMap((member) => [block(member), padded(member.content ?? '')]))
}

export function forge(...members: readonly Forged[]): Buffer {
  return Buffer.concat([forgeMembers(...members), endOfTar])
}

/** A pax header member with these records. */
export function pax(records: Readonly<Record<string, string>>): Forged {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = key.length + value.length + 3
    const length = [1, 2, 3, 4, 5].map((digits) => rest + digits).find((sum, index) => String(sum).length === index + 1)
    return `${length} ${key}=${value}\n`
  })
  return { name: 'pax', type: 'x', content: lines.join('') }
}
