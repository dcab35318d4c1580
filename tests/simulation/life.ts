import type { Nouns, Store } from '../../server/store/store.ts'

/** The life of a process: when it ends, nothing that it was about to do happens any more. */
export class Life {
  isOver = false
  /** How many more calls of the store it lives; infinite unless it is doomed. */
  fuse = Number.POSITIVE_INFINITY
  readonly #deaths: (() => void)[] = []

  end(): void {
    if (this.isOver) return
    this.isOver = true
    for (const die of this.#deaths) die()
  }

  onEnd(die: () => void): void {
    this.#deaths.push(die)
  }

  /** One more call; the one on which it dies doesn't happen. */
  spend(): void {
    if (this.fuse === Number.POSITIVE_INFINITY) return
    this.fuse -= 1
    if (this.fuse <= 0) this.end()
  }
}

/** What a dead process gets of everything: nothing, for ever. */
export const never: Promise<never> = new Promise(() => {})

class Died extends Error {}

/** The store as a process sees it that may die at any of its calls. A transaction in which it dies is rolled back. */
export function mortalStore(store: Store, life: Life): Store {
  const outer = (call: () => unknown) => {
    life.spend()
    return life.isOver ? never : call()
  }
  const inner = (call: () => unknown) => {
    life.spend()
    if (life.isOver) throw new Died()
    return call()
  }
  const mortal: Record<string, unknown> = { ...wrapped(store, outer) }
  mortal['transaction'] = async (work: (nouns: Nouns) => Promise<unknown>) => {
    life.spend()
    if (life.isOver) return never
    try {
      const result = await store.transaction(async (nouns) => {
        const done = await work(wrapped(nouns, inner))
        // Dead before the commit: nothing of it happened.
        life.spend()
        if (life.isOver) throw new Died()
        return done
      })
      return life.isOver ? never : result
    } catch (error) {
      return life.isOver ? never : Promise.reject(error)
    }
  }
  return mortal as unknown as Store
}

function wrapped(nouns: Nouns, around: (call: () => unknown) => unknown): Nouns {
  const entries = Object.entries(nouns).map(([name, noun]) => [
    name,
    typeof noun === 'object' && noun !== null ? guarded(noun, around) : noun,
  ])
  return Object.fromEntries(entries)
}

function guarded(noun: object, around: (call: () => unknown) => unknown): object {
  return new Proxy(noun, {
    get(target, name) {
      const value = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        const result = around(() => value.apply(target, args))
        return result
      }
    },
  })
}
