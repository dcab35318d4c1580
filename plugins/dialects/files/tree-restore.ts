import type { BlockingFiles, Warning } from '../../contract.ts'
import { Failure, toFailure } from '../../failure.ts'
import { AttributeSetter } from './attributes.ts'
import { Destination, Skipped } from './destination.ts'
import { FileWriter, type WriterTools } from './file-writer.ts'
import { type BytePath, fromText, isWithin, onDisk, readable, segmentsOf, toText } from './path.ts'
import type { RestoreInput, RestoreResult } from './restore-input.ts'
import type { TarMember } from './tar-member.ts'
import type { TarSink } from './tar-reader.ts'

/** A hostile archive may cause one a member; beyond this they are only counted. */
const warningsMax = 1_000

const unmakeable = { fifo: 'a named pipe', character: 'a device', block: 'a device', unknown: 'of a kind unknown here' } as const

/** Puts the members of a tar where they belong under the root, and nowhere else. */
export class TreeRestore implements TarSink {
  readonly #input: RestoreInput
  readonly #tools: WriterTools
  readonly #selection: readonly BytePath[] | null
  readonly #folders = new Map<BytePath, TarMember>()
  /** Paths left as they were, so that no link to them passes for what the backup held. */
  readonly #kept = new Set<BytePath>()
  readonly #warnings: Warning[] = []
  #warningsUnsaid = 0
  #entries = 0
  #writer: FileWriter | null = null
  #member: TarMember | null = null
  #path: BytePath = ''

  constructor(input: RestoreInput, files: BlockingFiles) {
    this.#input = input
    this.#selection = input.selection?.map(fromText) ?? null
    this.#tools = { files, destination: new Destination(files, input.root), attributes: new AttributeSetter(files) }
  }

  begin(member: TarMember): void {
    this.#member = member
    const path = this.#placeOf(member)
    if (path === null) return
    this.#path = path
    try {
      this.#create(path, member)
    } catch (error) {
      if (!(error instanceof Skipped)) throw error
      this.#kept.add(path)
      this.#warn('skipped', path, error.message)
    }
  }

  content(bytes: Uint8Array, offset: number): void {
    this.#writer?.write(bytes, offset)
  }

  end(): void {
    if (this.#writer === null || this.#member === null) return
    this.#writer.complete(this.#member)
    this.#writer = null
    this.#entries += 1
  }

  /** Folders last and the deepest first: what is written into one changes its time, and its permissions may forbid to. */
  finish(): RestoreResult {
    const { destination, attributes } = this.#tools
    for (const [path, member] of [...this.#folders].sort(([left], [right]) => (left < right ? 1 : -1))) {
      if (destination.isReachable(path)) attributes.setFolder(destination.absolute(path), member)
    }
    if (attributes.ownersRefused > 0) {
      const message = `${attributes.ownersRefused} entries belong to the user that runs this restore now: only root can give files away`
      this.#warn('adjusted', '', message)
    }
    if (this.#warningsUnsaid > 0)
      this.#warnings.push({ code: 'skipped', subject: '.', message: `and ${this.#warningsUnsaid} more warnings` })
    return { entries: this.#entries, warnings: this.#warnings }
  }

  /** Removes the file that is half written. What is complete stays. */
  abandon(): void {
    const writer = this.#writer
    this.#writer = null
    writer?.abandon()
  }

  /** Runs a step; when it throws, the failure says what was written so far. */
  during<T>(step: () => T): T {
    try {
      return step()
    } catch (error) {
      const failure = toFailure(error, `restoring ${this.#path === '' ? 'the tree' : toText(this.#path)}`)
      const where = readable(this.#input.root)
      throw new Failure(failure.code, `${failure.message}; ${this.#entries} entries were restored to ${where} before`, {
        remedy: failure.remedy ?? 'Remove the cause and restore again; what is there already is written anew with "replace".',
        detail: { ...failure.detail, entries: this.#entries },
        cause: error,
      })
    }
  }

  /** Where a member goes, relative to the root; null if it is not wanted or must not be. */
  #placeOf(member: TarMember): BytePath | null {
    const names = segmentsOf(member.path)
    const path = names.join('/')
    if (names.includes('..')) {
      this.#warn('skipped', member.path, 'leads out of the folder with ".."; left out')
      return null
    }
    if (this.#selection !== null && !this.#selection.some((chosen) => isWithin(path, chosen))) return null
    if (member.path.startsWith('/')) this.#warn('adjusted', member.path, 'is absolute in the archive; restored below the folder')
    return path
  }

  #create(path: BytePath, member: TarMember): void {
    if (path === '' && member.kind !== 'directory') throw new Skipped('has no name; left out')
    if (member.kind === 'directory') this.#createFolder(path, member)
    else if (member.kind === 'file') this.#createFile(path, member)
    else if (member.kind === 'symlink' || member.kind === 'link') this.#createLink(path, member)
    else throw new Skipped(`is ${unmakeable[member.kind]}, which can't be made here; left out`)
  }

  #createFolder(path: BytePath, member: TarMember): void {
    const { destination } = this.#tools
    if (path !== '') destination.makeParents(path)
    const isNew = destination.enterFolder(path, this.#input.existing)
    this.#entries += 1
    if (isNew || this.#input.existing !== 'keep') this.#folders.set(path, member)
  }

  #createFile(path: BytePath, member: TarMember): void {
    this.#tools.destination.makeParents(path)
    try {
      this.#writer = new FileWriter(path, this.#input.existing !== 'keep', this.#tools)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      this.#kept.add(path)
    }
    this.#forgetFolder(path, member)
  }

  #createLink(path: BytePath, member: TarMember): void {
    const { destination, attributes } = this.#tools
    destination.makeParents(path)
    const make = member.kind === 'symlink' ? this.#symlinkMaker(member) : this.#linkMaker(member)
    const there = destination.look(path)
    if (there === null) make(path)
    else if (this.#input.existing === 'keep') {
      this.#kept.add(path)
      return
    } else {
      destination.clearFolder(path)
      const temporary = destination.temporary(path)
      make(temporary)
      destination.putInPlace(temporary, path)
    }
    this.#forgetFolder(path, member)
    if (member.kind === 'symlink') attributes.setSymlink(destination.absolute(path), member)
    this.#entries += 1
  }

  /** Where it points is kept as it is, also out of the tree: nothing is ever written through it. */
  #symlinkMaker(member: TarMember): (at: BytePath) => void {
    return (at) => this.#tools.files.symlinkSync(onDisk(member.target), this.#tools.destination.absolute(at))
  }

  #linkMaker(member: TarMember): (at: BytePath) => void {
    const { files, destination } = this.#tools
    const names = segmentsOf(member.target)
    const target = names.join('/')
    if (names.includes('..') || target === '') throw new Skipped('is a link to content outside the folder; left out')
    const shown = toText(target)
    if (this.#kept.has(target)) throw new Skipped(`is a link to ${shown}, which was not restored; left out`)
    const stats = destination.isReachable(target) ? destination.look(target) : null
    if (stats === null || (stats.mode & 0o170000n) !== 0o100000n) {
      throw new Skipped(`is a link to ${shown}, which is not there; choose that path too`)
    }
    return (at) => files.linkSync(destination.absolute(target), destination.absolute(at))
  }

  /** Whatever stood there as a folder, and was still to get its permissions, is none any more. */
  #forgetFolder(path: BytePath, member: TarMember): void {
    if (member.kind !== 'directory') this.#folders.delete(path)
  }

  #warn(code: Warning['code'], path: BytePath, message: string): void {
    if (this.#warnings.length < warningsMax) this.#warnings.push({ code, subject: toText(path), message })
    else this.#warningsUnsaid += 1
  }
}
