import type { Bytes, Call } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { RandomAccess } from './access.ts'
import { openBlock, payloadKey, payloadNonceBytes, plainBlockBytes, plainSize, sealedBlockBytes } from './age-payload.ts'
import { decrypterFor } from './identities.ts'

const magic = 'age-encryption.org/v1\n'
const armorMagic = '-----BEGIN AGE ENCRYPTED FILE-----'
/** Room for about 600 recipients. */
const headerBytesMax = 64 * 1024

/** Whether the bytes begin as those of an age file do, armored ones included. */
export async function isSealed(access: RandomAccess, call: Call): Promise<boolean> {
  const head = await access.read(0, Math.min(access.sizeBytes, armorMagic.length), call)
  const text = Buffer.from(head).toString('latin1')
  return text.startsWith(magic) || text.startsWith(armorMagic)
}

/**
 * The plain bytes of an age file, read where they are wanted: only the blocks that hold a range are fetched, and each is authenticated.
 * `identities` are secret keys (`AGE-SECRET-KEY-1…`) or passphrases after `passphrase:`. Throws `denied` if none of them opens the file,
 * `corrupt` if it is damaged or cut, `invalid` if an identity is malformed. `access` stays the caller's to close.
 */
export async function unseal(access: RandomAccess, identities: readonly string[], call: Call): Promise<RandomAccess> {
  const header = await readHeader(access, call)
  const fileKey = await openHeader(header, identities)
  call.signal.throwIfAborted()
  const plainBytes = plainSize(access.sizeBytes, header.length)
  if (plainBytes === null) throw damaged('its length shows that its end is missing')
  const payloadOffset = header.length + payloadNonceBytes
  const nonce = await access.read(header.length, payloadOffset, call)
  const unsealed = new Unsealed(access, { key: payloadKey(fileKey, nonce), payloadOffset, plainBytes })
  await unsealed.checkEnd(call)
  return unsealed
}

/** The header with its last line, `---` and a checksum. */
async function readHeader(access: RandomAccess, call: Call): Promise<Uint8Array> {
  const head = Buffer.from(await access.read(0, Math.min(access.sizeBytes, headerBytesMax), call))
  if (head.toString('latin1', 0, armorMagic.length) === armorMagic) {
    throw new Failure('unsupported', 'The file is armored: as text it cannot be read from the middle.', {
      remedy: 'Open it with `age -d` and give the result.',
    })
  }
  if (head.toString('latin1', 0, magic.length) !== magic) throw damaged('it does not start as an age file does')
  const lastLine = head.indexOf('\n---', 0, 'latin1')
  const end = lastLine < 0 ? -1 : head.indexOf('\n', lastLine + 1, 'latin1')
  if (end < 0) throw damaged('its header has no end')
  return head.subarray(0, end + 1)
}

async function openHeader(header: Uint8Array, identities: readonly string[]): Promise<Uint8Array> {
  let fits = true
  const decrypter = decrypterFor(identities, () => {
    fits = false
  })
  try {
    return await decrypter.decryptHeader(header)
  } catch (cause) {
    if (fits) throw damaged('its header was changed or is malformed', cause)
    throw new Failure('denied', `The archive is sealed and none of the ${identities.length} identities given opens it.`, {
      remedy: 'Give the identity file of a recipient it was sealed to, or the passphrase.',
      detail: { identities: identities.length },
    })
  }
}

interface Payload {
  readonly key: Uint8Array
  readonly payloadOffset: number
  readonly plainBytes: number
}

class Unsealed implements RandomAccess {
  readonly sizeBytes: number
  readonly #access: RandomAccess
  readonly #payload: Payload
  readonly #lastBlock: number

  constructor(access: RandomAccess, payload: Payload) {
    this.sizeBytes = payload.plainBytes
    this.#access = access
    this.#payload = payload
    this.#lastBlock = Math.max(0, Math.ceil(payload.plainBytes / plainBlockBytes) - 1)
  }

  async checkEnd(call: Call): Promise<void> {
    const [from, to] = this.#sealedRange(this.#lastBlock, this.#lastBlock)
    this.#open(await this.#access.read(from, to, call), this.#lastBlock)
  }

  async read(fromByte: number, toByte: number, call: Call): Promise<Uint8Array> {
    this.#checkRange(fromByte, toByte)
    const plain = new Uint8Array(toByte - fromByte)
    if (plain.length === 0) return plain
    const [first, last] = [Math.floor(fromByte / plainBlockBytes), Math.floor((toByte - 1) / plainBlockBytes)]
    const sealed = await this.#access.read(...this.#sealedRange(first, last), call)
    for (let index = first; index <= last; index++) {
      const at = (index - first) * sealedBlockBytes
      const cut = this.#cut(this.#open(sealed.subarray(at, at + sealedBlockBytes), index), index, [fromByte, toByte])
      plain.set(cut, Math.max(0, index * plainBlockBytes - fromByte))
    }
    return plain
  }

  async *stream(fromByte: number, toByte: number, call: Call): Bytes {
    this.#checkRange(fromByte, toByte)
    if (fromByte === toByte) return
    const [first, last] = [Math.floor(fromByte / plainBlockBytes), Math.floor((toByte - 1) / plainBlockBytes)]
    let index = first
    for await (const sealed of inBlocks(this.#access.stream(...this.#sealedRange(first, last), call))) {
      call.signal.throwIfAborted()
      yield this.#cut(this.#open(sealed, index), index, [fromByte, toByte])
      index++
    }
    if (index <= last) throw damaged('it ends too early')
  }

  #open(sealed: Uint8Array, index: number): Uint8Array {
    const plain = openBlock(this.#payload.key, sealed, { index, last: index === this.#lastBlock })
    if (!plain) throw damaged(`block ${index} of ${this.#lastBlock + 1} was changed, or blocks after it are missing`)
    return plain
  }

  #cut(plain: Uint8Array, index: number, range: readonly [number, number]): Uint8Array {
    const start = index * plainBlockBytes
    return plain.subarray(Math.max(0, range[0] - start), range[1] - start)
  }

  #sealedRange(first: number, last: number): [number, number] {
    const from = this.#payload.payloadOffset + first * sealedBlockBytes
    return [from, Math.min(from + (last - first + 1) * sealedBlockBytes, this.#access.sizeBytes)]
  }

  #checkRange(fromByte: number, toByte: number): void {
    if (fromByte < 0 || fromByte > toByte || toByte > this.sizeBytes) {
      throw damaged(`bytes ${fromByte} to ${toByte} were asked for and it holds ${this.sizeBytes}`)
    }
  }
}

/** The same bytes cut at the ends of sealed blocks. */
async function* inBlocks(bytes: Bytes): Bytes {
  let pending = new Uint8Array(0)
  for await (const piece of bytes) {
    const joined = pending.length === 0 ? piece : Buffer.concat([pending, piece])
    let at = 0
    for (; at + sealedBlockBytes <= joined.length; at += sealedBlockBytes) yield joined.subarray(at, at + sealedBlockBytes)
    pending = new Uint8Array(joined.subarray(at))
  }
  if (pending.length > 0) yield pending
}

function damaged(what: string, cause?: unknown): Failure {
  return new Failure('corrupt', `The sealed archive is damaged: ${what}.`, {
    remedy: 'Fetch it again or take another copy of it.',
    ...(cause === undefined ? {} : { cause }),
  })
}
