import { Failure } from '../../plugins/failure.ts'
import type { ArchiveReference } from './manifest.ts'
import type { ArchiveReader } from './reader.ts'
import type { ChunkRecord, Dictionary } from './recipe.ts'

/** An archive that new ones may take chunks from. */
export interface ArchiveParent {
  readonly reader: ArchiveReader
  readonly reference: ArchiveReference
}

/** The archives that a new one refers to, gathered as it refers to them, and the way from the parent's ordinals to its own. */
export class ReferenceTable {
  readonly #parent: ArchiveParent | null
  readonly #ordinals = new Map<number, number>()
  readonly #used: ArchiveReference[] = []

  constructor(parent: ArchiveParent | null) {
    this.#parent = parent
  }

  get used(): readonly ArchiveReference[] {
    return this.#used
  }

  /** A chunk of the parent's index, as the new index names it. */
  chunk(record: ChunkRecord): ChunkRecord {
    return { ...record, archive: this.#ordinal(record.archive), dictionary: this.dictionary(record.dictionary) }
  }

  dictionary(dictionary: Dictionary | null): Dictionary | null {
    return dictionary === null ? null : { ...dictionary, archive: this.#ordinal(dictionary.archive) }
  }

  #ordinal(ofParent: number): number {
    const known = this.#ordinals.get(ofParent)
    if (known !== undefined) return known
    if (this.#parent === null) throw new Failure('internal', 'a self-contained archive refers to another')
    const reference = ofParent === 0 ? this.#parent.reference : this.#parent.reader.reference(ofParent)
    if (reference === null) throw new Failure('internal', `the parent has no archive number ${ofParent}`)
    this.#used.push(reference)
    this.#ordinals.set(ofParent, this.#used.length)
    return this.#used.length
  }
}
