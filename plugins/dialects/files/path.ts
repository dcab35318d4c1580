import { isUtf8 } from 'node:buffer'

/**
 * A path relative to the root of a tree, exactly as the filesystem has it: one character (U+0000 to U+00FF) a byte, because names need not be UTF-8.
 * Comparing two of them with `<` compares bytes. The root itself is the empty path.
 */
export type BytePath = string

const plainText = /^[\x00-\x5b\x5d-\x7f]*$/
const plainBytes = /^[\x00-\x7f]*$/
const rootText = '.'

/** The text form of the contract: `\\` for a backslash, `\xNN` for a byte that is no part of UTF-8, `.` for the root. */
export function toText(path: BytePath): string {
  if (path === '') return rootText
  if (plainText.test(path)) return path
  const bytes = Buffer.from(path, 'latin1')
  if (isUtf8(bytes)) return bytes.toString('utf8').replaceAll('\\', '\\\\')
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at)
    text += length === 0 ? `\\x${bytes[at]!.toString(16).padStart(2, '0')}` : bytes.toString('utf8', at, at + length).replace('\\', '\\\\')
    at += Math.max(length, 1)
  }
  return text
}

/** How many bytes the UTF-8 character at `at` takes; 0 if there is none. */
function characterLength(bytes: Uint8Array, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length += 1) {
    if (isUtf8(bytes.subarray(at, at + length))) return length
  }
  return 0
}

/** The path that `toText` was given. Tolerates what a person types: `./`, `/` in front, a `/` at the end, a lone backslash. */
export function fromText(text: string): BytePath {
  const escaped = text.replace(/\\(\\|x[0-9a-fA-F]{2})|[^\x00-\x7f]+/g, (found) => {
    if (found === '\\\\') return '\\'
    if (found.startsWith('\\x')) return String.fromCharCode(Number.parseInt(found.slice(2), 16))
    return Buffer.from(found, 'utf8').toString('latin1')
  })
  return segmentsOf(escaped).join('/')
}

/** The names on the way from the root, without the empty ones and `.`; `..` stays for the caller to refuse. */
export function segmentsOf(path: BytePath): string[] {
  return path.split('/').filter((segment) => segment !== '' && segment !== '.')
}

/** The bytes of a text as a byte path; nothing is unescaped. */
export function bytesOf(text: string): BytePath {
  return plainBytes.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1')
}

/** Readable text for matching and messages; bytes that are no UTF-8 become U+FFFD. */
export function readable(path: BytePath): string {
  return plainBytes.test(path) ? path : Buffer.from(path, 'latin1').toString('utf8')
}

export function isPlain(path: BytePath): boolean {
  return plainBytes.test(path)
}

export function isUtf8Path(path: BytePath): boolean {
  return plainBytes.test(path) || isUtf8(Buffer.from(path, 'latin1'))
}

/** What a filesystem call takes: a string where that is the same, for it is faster than a buffer. */
export function onDisk(path: BytePath): string | Buffer {
  return plainBytes.test(path) ? path : Buffer.from(path, 'latin1')
}

export function join(folder: BytePath, name: BytePath): BytePath {
  return folder === '' ? name : name === '' ? folder : folder.endsWith('/') ? folder + name : `${folder}/${name}`
}

export function parentOf(path: BytePath): BytePath {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}

export function isWithin(path: BytePath, folder: BytePath): boolean {
  return folder === '' || path === folder || (path.length > folder.length && path.startsWith(folder) && path[folder.length] === '/')
}

/** Negative, 0 or positive: the order of the walk, siblings by bytes and a folder before what it holds. */
export function compareInWalk(left: BytePath, right: BytePath): number {
  if (left === right) return 0
  const shared = Math.min(left.length, right.length)
  for (let at = 0; at < shared; at += 1) {
    const a = left.charCodeAt(at)
    const b = right.charCodeAt(at)
    if (a !== b) return (a === 0x2f ? -1 : a) - (b === 0x2f ? -1 : b)
  }
  return left.length - right.length
}
