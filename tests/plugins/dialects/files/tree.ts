import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BlockingFiles, DumpEvent, ParentSection, SectionFigure, Warning } from '../../../../plugins/contract.ts'
import produce, { type DumpInput } from '../../../../plugins/dialects/files/dump-thread.ts'
import inspect from '../../../../plugins/dialects/files/inspect-thread.ts'
import { packParent } from '../../../../plugins/dialects/files/parent-sections.ts'
import { bytesOf } from '../../../../plugins/dialects/files/path.ts'
import type { RestoreInput, RestoreResult } from '../../../../plugins/dialects/files/restore-input.ts'
import consume from '../../../../plugins/dialects/files/restore-thread.ts'

export interface Folder extends Disposable {
  readonly path: string
  at(name: string): string
}

/** A folder of the test's own, gone when the test is. */
export function makeFolder(): Folder {
  const path = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'holdfast-files-')))
  return {
    path,
    at: (name) => join(path, name),
    [Symbol.dispose]: () => fs.rmSync(path, { recursive: true, force: true }),
  }
}

export interface DumpedSection {
  readonly name: string
  readonly bytes: Buffer
  readonly fingerprint: Uint8Array | null
  readonly isAlways: boolean
  readonly isUnchanged: boolean
}

export interface Dumped {
  readonly tar: Buffer
  readonly sections: readonly DumpedSection[]
  readonly warnings: readonly Warning[]
  readonly figure: SectionFigure
}

export interface DumpOptions extends Partial<Omit<DumpInput, 'root' | 'parent'>> {
  readonly parent?: Dumped
  readonly files?: BlockingFiles
}

/** A time at which everything that a test has just written counts as settled. */
export const later = () => Date.now() + 3_600_000

/** Runs a dump in this thread and joins what it emits as an archive would: unchanged sections come from the parent. */
export function dump(root: string, options: DumpOptions = {}): Dumped {
  const { parent, files = fs, ...rest } = options
  const sections = parent?.sections.map(
    (section): ParentSection => ({ name: section.name, lengthBytes: section.bytes.length, fingerprint: section.fingerprint }),
  )
  const input: DumpInput = {
    root: bytesOf(root),
    only: null,
    include: [],
    exclude: [],
    oneFilesystem: false,
    selection: null,
    parent: sections === undefined ? null : packParent(sections),
    startedAtMs: later(),
    ...rest,
  }
  return joined(produce(input, { files }), parent)
}

function joined(events: Iterable<DumpEvent>, parent: Dumped | undefined): Dumped {
  const sections: { name: string; pieces: Uint8Array[]; fingerprint: Uint8Array | null; isAlways: boolean; isUnchanged: boolean }[] = []
  const warnings: Warning[] = []
  let figure: SectionFigure | null = null
  let isComplete = false
  for (const event of events) {
    if (event.type === 'bytes') {
      if (event.bytes.length === 0) throw new Error('an event without bytes')
      const starts = event.starts ?? []
      if (sections.length === 0 && starts[0]?.at !== 0) throw new Error('bytes before the first section')
      sections.at(-1)?.pieces.push(event.bytes.subarray(0, starts[0]?.at ?? event.bytes.length))
      for (const [index, start] of starts.entries()) {
        const pieces = [event.bytes.subarray(start.at, starts[index + 1]?.at ?? event.bytes.length)]
        sections.push({
          name: start.name,
          pieces,
          fingerprint: start.fingerprint ?? null,
          isAlways: start.always === true,
          isUnchanged: false,
        })
      }
    } else if (event.type === 'unchanged') {
      const known = parent?.sections.find((section) => section.name === event.name)
      if (known === undefined) throw new Error(`unchanged, but the parent has no ${event.name}`)
      sections.push({ name: event.name, pieces: [known.bytes], fingerprint: event.fingerprint, isAlways: false, isUnchanged: true })
    } else if (event.type === 'warning') warnings.push(event.warning)
    else if (event.type === 'figure') figure = event.figure
    else if (event.type === 'trailer') isComplete = true
  }
  if (!isComplete || figure === null) throw new Error('the dump did not end as it must')
  const whole = sections.map(({ pieces, ...section }) => ({ ...section, bytes: Buffer.concat(pieces) }))
  return { tar: Buffer.concat(whole.map((section) => section.bytes)), sections: whole, warnings, figure }
}

export interface RestoreOptions extends Partial<Omit<RestoreInput, 'root'>> {
  readonly files?: BlockingFiles
  /** How many bytes come at a time. */
  readonly pieceBytes?: number
}

export function restore(tar: Uint8Array, root: string, options: RestoreOptions = {}): RestoreResult {
  const { files = fs, pieceBytes = 1024 * 1024, ...rest } = options
  fs.mkdirSync(root, { recursive: true })
  const consumer = consume({ root: bytesOf(root), existing: 'refuse', selection: null, ...rest }, { files })
  try {
    for (let at = 0; at < tar.length; at += pieceBytes) consumer.write(tar.subarray(at, at + pieceBytes))
    return consumer.finish()
  } catch (error) {
    consumer.abandon()
    throw error
  }
}

export function figureOf(root: string): SectionFigure {
  const input = { root: bytesOf(root), only: null, include: [], exclude: [], oneFilesystem: false, selection: null }
  return [...inspect(input, { files: fs })][0]!
}

/** Runs a program, its input given; returns what it wrote. */
export function run(command: string, args: readonly string[], input?: Uint8Array): string {
  const environment = { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' }
  return execFileSync(command, args, {
    ...(input === undefined ? {} : { input }),
    env: environment,
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['pipe', 'pipe', 'pipe'],
    encoding: 'latin1',
  })
}

/** What `find` and `sha256sum` say of a tree: every name, kind, mode, owner, size, time to the microsecond, target, and every file's content. */
export function listing(root: string): string[] {
  const script = `
    cd "$1"
    find . -type d -printf '%P|d|%m|%U|%G|%T@\\0' -o ! -type d -printf '%P|%y|%m|%U|%G|%T@|%s|%n|%l\\0'
    find . -type f -exec sha256sum -z {} +`
  const lines = run('sh', ['-c', script, 'sh', root]).split('\0')
  return lines.map((line) => line.replace(/(\|-?\d+\.\d{6})\d+/, '$1')).sort()
}
