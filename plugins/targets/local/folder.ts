import { randomUUID } from 'node:crypto'
import { dirname, join, resolve, sep } from 'node:path'
import type { Files, Host } from '../../contract.ts'
import { Failure } from '../../failure.ts'

/** Says "Holdfast keeps archives here": its absence, where it was, means that another disk (or none) is mounted. */
const markerName = '.holdfast'
const partialName = '.holdfast-partial'
const probePrefix = 'holdfast-probe-'

export interface FolderOptions {
  readonly create: boolean
  readonly host: Pick<Host, 'files' | 'owner' | 'isGone'>
}

/** The root folder of a local target and what lies where in it. */
export class Folder {
  readonly root: string
  readonly files: Files
  readonly #create: boolean
  readonly #host: FolderOptions['host']

  constructor(path: string, { create, host }: FolderOptions) {
    this.root = resolve(path)
    this.files = host.files
    this.#host = host
    this.#create = create
  }

  /** Where objects are written until they are whole. Inside the root, because only within one filesystem a rename is atomic. */
  get partials(): string {
    return join(this.root, partialName)
  }

  /** A place for an object that is being written; its name tells who writes it. */
  newPartial(): string {
    return join(this.partials, `${this.#host.owner}.${randomUUID()}`)
  }

  /** A key for an object that is only written to see whether that works. */
  newProbe(): string {
    return `${probePrefix}${this.#host.owner}.${randomUUID()}`
  }

  isProbe(name: string): boolean {
    return name.startsWith(probePrefix)
  }

  /** Whether the writer of a partial or probe object is certainly gone. */
  isAbandoned(name: string): boolean {
    return this.#host.isGone((this.isProbe(name) ? name.slice(probePrefix.length) : name).split('.', 1)[0]!)
  }

  /** Where `key` is kept. Throws `invalid` for the names that the folder itself needs. */
  pathOf(key: string): string {
    const first = key.split('/', 1)[0]
    if (first === markerName || first === partialName) {
      throw new Failure('invalid', `"${key}" is a name that this folder needs for itself`, { remedy: 'Choose another prefix.' })
    }
    return join(this.root, key)
  }

  isOwn(name: string): boolean {
    return name === markerName || name === partialName
  }

  /** Whether the root is there. Throws `not_found` when it must be and is not the one that was used before. */
  async exists(): Promise<boolean> {
    const wanted = this.#create ? this.root : join(this.root, markerName)
    if ((await this.#kindOf(wanted)) !== 'absent') return true
    if (this.#create) return false
    throw new Failure('not_found', `${this.root} is not the folder that was used before: it has no ${markerName} file`, {
      remedy: 'Mount the disk that holds it; or, if this is meant to be a new place, switch on "create the folder".',
    })
  }

  /** Makes the root and its marker if they are absent. */
  async prepare(): Promise<void> {
    await this.exists()
    if ((await this.#kindOf(join(this.root, markerName))) !== 'absent') return
    await this.#makeFolders(this.root)
    await this.#writeMarker()
  }

  /** Makes the folders above `path`, which lies inside the root. Throws `denied` when a symbolic link leads out of it. */
  async makeParents(path: string): Promise<void> {
    const above = dirname(path)
    await this.requireInside(above)
    await this.#makeFolders(above)
    await this.requireInside(above)
  }

  /** Throws `denied` when the nearest existing folder of `path` is really outside of the root. */
  async requireInside(path: string): Promise<void> {
    const root = await this.#real(this.root)
    if (root === null) return
    for (let folder = path; folder.length >= this.root.length; folder = dirname(folder)) {
      const real = await this.#real(folder)
      if (real === null) continue
      if (real === root || real.startsWith(root.endsWith(sep) ? root : root + sep)) return
      throw new Failure('denied', `${folder} is a symbolic link that leads out of ${this.root}`, {
        remedy: 'Remove the link, or make the folder it leads to a target of its own.',
      })
    }
  }

  /** Makes the entries of `path` last through a power cut. */
  async syncFolder(path: string): Promise<void> {
    await using handle = await this.files.open(path, 'r')
    await handle.sync()
  }

  async #real(path: string): Promise<string | null> {
    try {
      return await this.files.realpath(path)
    } catch (error) {
      if (isAbsent(error)) return null
      throw error
    }
  }

  async #kindOf(path: string): Promise<'folder' | 'other' | 'absent'> {
    try {
      return (await this.files.stat(path)).isDirectory() ? 'folder' : 'other'
    } catch (error) {
      if (isAbsent(error)) return 'absent'
      throw error
    }
  }

  /** From the top down; each new entry is made durable in the folder that holds it. */
  async #makeFolders(path: string): Promise<void> {
    const kind = await this.#kindOf(path)
    if (kind === 'folder') return
    if (kind === 'other') {
      throw new Failure('conflict', `${path} is a file where a folder is needed`, { remedy: 'Move it away, or choose another prefix.' })
    }
    await this.#makeFolders(dirname(path))
    try {
      await this.files.mkdir(path)
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
    }
    await this.syncFolder(dirname(path))
  }

  async #writeMarker(): Promise<void> {
    const path = join(this.root, markerName)
    try {
      await using handle = await this.files.open(path, 'wx', 0o600)
      await handle.write(Buffer.from(`${JSON.stringify({ format: 1, id: randomUUID() })}\n`))
      await handle.sync()
    } catch (error) {
      // Another writer was first: one marker is as good as the other.
      if (!hasCode(error, 'EEXIST')) throw error
    }
    await this.syncFolder(this.root)
  }
}

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException | null)?.code ?? '')
}

export function isAbsent(error: unknown): boolean {
  return hasCode(error, 'ENOENT', 'ENOTDIR')
}
