/** How much work a hash is. */
export interface HashParameters {
  readonly memoryKib: number
  readonly passes: number
  readonly lanes: number
}

export interface PasswordHash extends HashParameters {
  readonly salt: Uint8Array
  readonly tag: Uint8Array
}

/** What OWASP asks for at least of argon2id with one lane. */
export const currentParameters: HashParameters = { memoryKib: 19_456, passes: 2, lanes: 1 }

export const saltBytes = 16
export const tagBytes = 32

/** What a changed row could make us compute stays bounded. */
const most: HashParameters = { memoryKib: 262_144, passes: 16, lanes: 8 }

const pattern = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/

/** As a PHC string, which other programs read too. */
export function formatHash({ memoryKib, passes, lanes, salt, tag }: PasswordHash): string {
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$${unpadded(salt)}$${unpadded(tag)}`
}

/** Null for what is no hash of ours, or would be more work than any of ours. */
export function parseHash(text: string): PasswordHash | null {
  const [, memory, passes, lanes, salt, tag] = pattern.exec(text) ?? []
  if (salt === undefined || tag === undefined) return null
  const hash = {
    memoryKib: Number(memory),
    passes: Number(passes),
    lanes: Number(lanes),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
  const isBearable = hash.memoryKib <= most.memoryKib && hash.passes <= most.passes && hash.lanes <= most.lanes
  const isPossible = hash.passes >= 1 && hash.lanes >= 1 && hash.memoryKib >= 8 * hash.lanes
  return isBearable && isPossible ? hash : null
}

/** Whether it was made with less work than is asked for today. */
export function isWeaker(hash: PasswordHash, than: HashParameters): boolean {
  return hash.memoryKib < than.memoryKib || hash.passes < than.passes || hash.salt.length < saltBytes || hash.tag.length < tagBytes
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '')
}
