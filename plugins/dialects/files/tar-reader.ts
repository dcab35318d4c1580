import type { Stretch } from './holes.ts'
import { blockBytes, padded } from './tar-header.ts'
import {
  checkSum,
  type Extension,
  type ParsedHeader,
  parseHeader,
  parseRecords,
  sizeOf,
  stretchesIn,
  type TarMember,
  typeOf,
} from './tar-member.ts'
import { corruptTar, parseDecimal } from './tar-number.ts'

/** Takes what a tar holds, in order. */
export interface TarSink {
  begin(member: TarMember): void
  /** Content that belongs at `offset` of the file begun last. Offsets only grow; what lies between is zero. */
  content(bytes: Uint8Array, offset: number): void
  /** The entry begun last is complete. */
  end(): void
}

const recordsBytesMax = 1024 * 1024
const stretchesMax = 1_000_000
const mapLineMax = 20

/** Types that only GNU's own incremental and multi-volume tars have; they hold nothing to restore. */
const ignoredTypes = new Set(['V', 'N', 'M'])

/**
 * Reads a tar as its bytes come: ustar, pax and GNU with long names and each of the sparse forms. Memory is bounded whatever a header claims.
 * Throws `corrupt` for what breaks the format, and in `finish` when the two empty blocks at the end are missing.
 */
export class TarReader {
  readonly #sink: TarSink
  readonly #block = Buffer.alloc(blockBytes)
  #filled = 0
  #onBlock: (block: Buffer) => void = (block) => this.#header(block)
  /** Bytes of an entry's content, then of its padding, that are still to come. */
  #contentLeft = 0
  #paddingLeft = 0
  #isMember = false
  #stretches: Stretch[] = []
  #stretch = 0
  #done = 0
  #global: Extension = new Map()
  #extension = new Map<string, string>()
  #emptyBlocks = 0
  #name = ''

  constructor(sink: TarSink) {
    this.#sink = sink
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.byteLength && this.#emptyBlocks < 2; ) {
      if (this.#contentLeft > 0) {
        const piece = bytes.subarray(at, at + this.#contentLeft)
        this.#contentLeft -= piece.byteLength
        at += piece.byteLength
        if (this.#isMember) this.#place(piece)
        if (this.#contentLeft === 0) this.#contentEnded()
      } else if (this.#paddingLeft > 0) {
        const skipped = Math.min(this.#paddingLeft, bytes.byteLength - at)
        this.#paddingLeft -= skipped
        at += skipped
      } else {
        const piece = bytes.subarray(at, at + blockBytes - this.#filled)
        this.#block.set(piece, this.#filled)
        this.#filled += piece.byteLength
        at += piece.byteLength
        if (this.#filled < blockBytes) continue
        this.#filled = 0
        this.#onBlock(this.#block)
      }
    }
  }

  finish(): void {
    if (this.#emptyBlocks >= 2) return
    throw corruptTar(this.#name === '' ? 'it ends before its end marker' : `it ends early, after ${this.#name}`)
  }

  #header(block: Buffer): void {
    if (block.every((byte) => byte === 0)) {
      this.#emptyBlocks += 1
      return
    }
    if (this.#emptyBlocks > 0) throw corruptTar('an empty block stands in the middle')
    checkSum(block)
    const type = typeOf(block)
    if ('xgLK'.includes(type)) this.#collect(type, sizeOf(block))
    else if (ignoredTypes.has(type)) this.#skip(sizeOf(block))
    else this.#member(block)
  }

  #skip(size: number): void {
    this.#isMember = false
    this.#contentLeft = size
    this.#paddingLeft = padded(size) - size
  }

  #collect(type: string, size: number): void {
    if (size > recordsBytesMax) throw corruptTar('an extended header is too large')
    const collected = Buffer.alloc(padded(size))
    let filled = 0
    const take = () => {
      this.#onBlock = (block) => this.#header(block)
      const bytes = collected.subarray(0, size)
      if (type === 'g') this.#global = new Map([...this.#global, ...parseRecords(bytes)])
      else if (type === 'x') for (const [key, value] of parseRecords(bytes)) this.#extension.set(key, value)
      else this.#extension.set(type === 'L' ? 'path' : 'linkpath', bytes.toString('latin1').replace(/\0.*$/s, ''))
    }
    if (size === 0) return
    this.#onBlock = (block) => {
      collected.set(block, filled)
      filled += blockBytes
      if (filled === collected.length) take()
    }
  }

  #member(block: Buffer): void {
    const parsed = parseHeader(block, new Map([...this.#global, ...this.#extension]))
    this.#extension = new Map()
    this.#name = parsed.member.path
    if (parsed.sparse === 'in-header') this.#readHeaderMap(block, parsed)
    else if (parsed.sparse === 'before-content') this.#readContentMap(parsed)
    else this.#begin(parsed, parsed.sparse?.map ?? [{ offset: 0, lengthBytes: parsed.storedBytes }], parsed.storedBytes)
  }

  #begin(parsed: ParsedHeader, stretches: readonly Stretch[], contentBytes: number): void {
    this.#onBlock = (block) => this.#header(block)
    const isFile = parsed.member.kind === 'file'
    this.#stretches = isFile ? checked(stretches, parsed.member.sizeBytes, contentBytes) : []
    this.#stretch = 0
    this.#done = 0
    this.#sink.begin(parsed.member)
    this.#isMember = isFile
    this.#contentLeft = contentBytes
    this.#paddingLeft = padded(contentBytes) - contentBytes
    if (contentBytes === 0 || !isFile) this.#sink.end()
  }

  #contentEnded(): void {
    if (this.#isMember) this.#sink.end()
  }

  /** Cuts what came into the pieces that belong together in the file. */
  #place(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.byteLength; ) {
      const stretch = this.#stretches[this.#stretch]!
      const piece = bytes.subarray(at, at + stretch.lengthBytes - this.#done)
      if (piece.byteLength > 0) this.#sink.content(piece, stretch.offset + this.#done)
      this.#done += piece.byteLength
      at += piece.byteLength
      if (this.#done < stretch.lengthBytes) continue
      this.#stretch += 1
      this.#done = 0
    }
  }

  /** GNU's older form: four stretches in the header, more in blocks that follow as long as a flag says so. */
  #readHeaderMap(block: Buffer, parsed: ParsedHeader): void {
    const stretches = stretchesIn(block, 386, 4)
    if (block[482] === 0) {
      this.#begin(parsed, stretches, parsed.storedBytes)
      return
    }
    this.#onBlock = (extension) => {
      stretches.push(...stretchesIn(extension, 0, 21))
      if (stretches.length > stretchesMax) throw corruptTar('the map of a sparse file is too long')
      if (extension[504] === 0) this.#begin(parsed, stretches, parsed.storedBytes)
    }
  }

  /** GNU's form 1.0: decimal lines in front of the content, in whole blocks. */
  #readContentMap(parsed: ParsedHeader): void {
    const numbers: number[] = []
    let line = ''
    let mapBytes = 0
    this.#onBlock = (block) => {
      mapBytes += blockBytes
      for (const character of block.toString('latin1')) {
        const isComplete = numbers.length > 0 && numbers.length === 1 + 2 * numbers[0]!
        if (isComplete) break
        if (character === '\n') {
          numbers.push(parseDecimal(line))
          if (numbers[0]! > stretchesMax) throw corruptTar('the map of a sparse file is too long')
          line = ''
        } else line += character
        if (line.length > mapLineMax) throw corruptTar('the map of a sparse file is broken')
      }
      if (mapBytes > parsed.storedBytes + blockBytes) throw corruptTar('the map of a sparse file is longer than its content')
      if (numbers.length === 0 || numbers.length < 1 + 2 * numbers[0]!) return
      const stretches: Stretch[] = []
      for (let at = 1; at < numbers.length; at += 2) stretches.push({ offset: numbers[at]!, lengthBytes: numbers[at + 1]! })
      this.#begin(parsed, stretches, Math.max(parsed.storedBytes - mapBytes, 0))
    }
  }
}

/** The stretches that hold something, if they are in order, within the file, and together as long as what is stored. */
function checked(stretches: readonly Stretch[], sizeBytes: number, contentBytes: number): Stretch[] {
  let end = 0
  let sum = 0
  for (const { offset, lengthBytes } of stretches) {
    if (offset < end || lengthBytes < 0 || offset + lengthBytes > sizeBytes) throw corruptTar('the map of a sparse file is broken')
    end = offset + lengthBytes
    sum += lengthBytes
  }
  if (sum !== contentBytes) throw corruptTar('the map of a sparse file does not fit its content')
  return stretches.filter((stretch) => stretch.lengthBytes > 0)
}
