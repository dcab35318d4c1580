import type { StoredObject } from '../../plugins/contract.ts'

/** What lies directly below a prefix. */
export interface Place {
  readonly name: string
  readonly kind: 'object' | 'folder'
}

export interface Entry extends Place {
  objects: number
  sizeBytes: number
  modifiedAt: Date
}

/** The first so many names, however they come. What falls out once never comes back, so the figures of those that stay are whole. */
export class FirstEntries {
  readonly #limit: number
  readonly #byOrder = new Map<string, Entry>()
  #last = ''

  constructor(limit: number) {
    this.#limit = limit
  }

  /** A folder stands before an object of the same name. */
  get entries(): Entry[] {
    return [...this.#byOrder.values()].sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1))
  }

  take(place: Place, { sizeBytes, modifiedAt }: StoredObject): void {
    const order = orderOf(place)
    const known = this.#byOrder.get(order)
    if (known !== undefined) {
      known.objects += 1
      known.sizeBytes += sizeBytes
      if (modifiedAt > known.modifiedAt) known.modifiedAt = modifiedAt
      return
    }
    const isFull = this.#byOrder.size >= this.#limit
    if (isFull && order > this.#last) return
    if (isFull) this.#byOrder.delete(this.#last)
    this.#byOrder.set(order, { ...place, objects: 1, sizeBytes, modifiedAt })
    this.#last = lastOf(this.#byOrder.keys(), isFull || this.#byOrder.size === this.#limit)
  }
}

/** Only asked for once the page is full: then whatever stands behind it is left out. */
function lastOf(orders: Iterable<string>, isNeeded: boolean): string {
  let last = ''
  if (isNeeded) for (const order of orders) if (order > last) last = order
  return last
}

/** Where it stands among others, as text. No name holds a slash or a control character, so neither can be mistaken for a part of it. */
export function orderOf({ name, kind }: Place): string {
  return `${name}\u0000${kind === 'folder' ? 0 : 1}`
}
