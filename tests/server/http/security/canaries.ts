import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Secrets under the names by which a test tells them, and where they were found though they should be nowhere. */
export class Canaries {
  readonly #values = new Map<string, string>()

  get size(): number {
    return this.#values.size
  }

  /** Takes a secret in and gives it back. */
  add(name: string, value: string): string {
    if (value.length < 8) throw new Error(`${name} is too short to be searched for.`)
    if (this.#values.has(name)) throw new Error(`There are two canaries called ${name}.`)
    this.#values.set(name, value)
    return value
  }

  /** One that nobody else has. */
  make(name: string): string {
    return this.add(name, `canary-${name.replaceAll(' ', '-')}-${randomBytes(8).toString('hex')}`)
  }

  /** Those that stand in some bytes, as they are or as programs like to write them. */
  foundIn(where: string, bytes: Buffer | string, except: readonly string[] = []): string[] {
    const searched = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
    const found: string[] = []
    for (const [name, value] of this.#values) {
      if (!except.includes(name) && shapesOf(value).some((shape) => searched.includes(shape))) found.push(`${name} in ${where}`)
    }
    return found
  }

  /** In the files of a folder and of all below it, but for those that `isExcepted` names. */
  async foundBelow(folder: string, isExcepted: (path: string) => boolean = () => false): Promise<string[]> {
    const found: string[] = []
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, name)
      if (isExcepted(name) || !(await stat(path)).isFile()) continue
      found.push(...this.foundIn(name, await readFile(path)), ...this.foundIn(`the name ${name}`, name))
    }
    return found
  }
}

function shapesOf(value: string): string[] {
  const bytes = Buffer.from(value)
  return [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1), bytes.toString('base64'), bytes.toString('hex')]
}

/** Looks at the arguments and environments of everything that a process has started, until it is told to stop. */
export function watchChildren(pid: number): { stop(): Map<string, string> } {
  const seen = new Map<string, string>()
  const own = textOf(pid, 'cmdline')
  const timer = setInterval(() => {
    for (const child of descendantsOf(pid)) {
      const [line, environment] = [textOf(child, 'cmdline'), textOf(child, 'environ')]
      // For an instant a child is a copy of its parent, until it becomes the program that it was made for.
      if (line !== '' && line !== own) seen.set(`${child} ${line.replaceAll('\0', ' ')}`, `${line}\n${environment}`)
    }
  }, 5)
  return {
    stop() {
      clearInterval(timer)
      return seen
    },
  }
}

function descendantsOf(pid: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    // Behind the name of the program, which may hold anything, come the state and the parent.
    const parent = /\) \S (\d+)/.exec(textOf(Number(name), 'stat'))?.[1]
    if (parent !== undefined) parents.set(Number(name), Number(parent))
  }
  const found = new Set([pid])
  for (let size = 0; size !== found.size; ) {
    size = found.size
    for (const [child, parent] of parents) if (found.has(parent)) found.add(child)
  }
  found.delete(pid)
  return [...found]
}

/** Empty for what is gone by now. */
function textOf(pid: number, file: 'stat' | 'cmdline' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
