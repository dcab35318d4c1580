import type { BlockingFiles } from '../../contract.ts'

const bytesMax = 4 * 1024 * 1024

/** Names of users and groups by number; empty where the system's own files know none. */
export class Owners {
  readonly #users: ReadonlyMap<number, string>
  readonly #groups: ReadonlyMap<number, string>

  constructor(users: ReadonlyMap<number, string>, groups: ReadonlyMap<number, string>) {
    this.#users = users
    this.#groups = groups
  }

  /** Reads /etc/passwd and /etc/group. Names that only a directory service knows stay unknown: the number is what counts. */
  static read(files: BlockingFiles): Owners {
    return new Owners(namesIn(files, '/etc/passwd'), namesIn(files, '/etc/group'))
  }

  user(uid: number): string {
    return this.#users.get(uid) ?? ''
  }

  group(gid: number): string {
    return this.#groups.get(gid) ?? ''
  }
}

function namesIn(files: BlockingFiles, path: string): Map<number, string> {
  const names = new Map<number, string>()
  for (const line of textOf(files, path).split('\n')) {
    const [name, , number] = line.split(':')
    // A tar header has room for 31 bytes; a cut name would be another user's.
    if (name && number && name.length <= 31 && /^\d+$/.test(number) && !names.has(Number(number))) names.set(Number(number), name)
  }
  return names
}

function textOf(files: BlockingFiles, path: string): string {
  let descriptor: number
  try {
    descriptor = files.openSync(path, 'r')
  } catch {
    return ''
  }
  try {
    const size = Math.min(Number(files.fstatSync(descriptor).size), bytesMax)
    const buffer = Buffer.alloc(size)
    let used = 0
    while (used < size) {
      const count = files.readSync(descriptor, buffer, used, size - used, null)
      if (count === 0) break
      used += count
    }
    return buffer.toString('latin1', 0, used)
  } catch {
    return ''
  } finally {
    files.closeSync(descriptor)
  }
}
