import { Failure } from '../failure.ts'

export interface Note {
  readonly name: string
  readonly text: string
}

export const notesPreamble = '-- notes 1\n'
export const notesTrailer = '-- end\n'

/** `@<name> <length>` and a line end, the text, another line end. */
export function encodeNote({ name, text }: Note): Buffer {
  return Buffer.from(`@${name} ${Buffer.byteLength(text)}\n${text}\n`)
}

/** Throws `corrupt` for anything that is no whole dump. */
export function decodeNotes(bytes: Buffer): Note[] {
  if (!bytes.subarray(0, notesPreamble.length).equals(Buffer.from(notesPreamble))) throw damaged('it does not begin like one')
  const notes: Note[] = []
  let at = notesPreamble.length
  while (bytes[at] === 0x40) {
    const lineEnd = bytes.indexOf('\n', at)
    const header = /^@(\w[\w-]*) (\d{1,9})$/.exec(bytes.toString('utf8', at, lineEnd))
    if (header === null) throw damaged('a note has no header')
    const start = lineEnd + 1
    const end = start + Number(header[2])
    if (bytes[end] !== 0x0a) throw damaged('a note is cut short')
    notes.push({ name: header[1]!, text: bytes.toString('utf8', start, end) })
    at = end + 1
  }
  if (!bytes.subarray(at).equals(Buffer.from(notesTrailer))) throw damaged('it does not end like one')
  return notes
}

function damaged(what: string): Failure {
  return new Failure('corrupt', `this is no dump of notes: ${what}`, { remedy: 'Use another copy.' })
}
