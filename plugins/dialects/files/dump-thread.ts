import type { BigIntStats } from 'node:fs'
import type { DumpEvent, Producer } from '../../contract.ts'
import { Batch } from './batch.ts'
import { Choice } from './choice.ts'
import type { Entry } from './entry.ts'
import { type DumpTools, dumpFile, put, putZeros, taken } from './file-section.ts'
import { fingerprintBytes, fingerprintOf } from './fingerprint.ts'
import type { InspectInput } from './inspect-thread.ts'
import { Owners } from './owners.ts'
import { ParentCursor } from './parent-sections.ts'
import { type BytePath, join, toText } from './path.ts'
import { EntryRecorder } from './recorded-entry.ts'
import { blockBytes, encodeHeader } from './tar-header.ts'
import { TreeDigest } from './tree-digest.ts'
import { type Tree, unreadable, walk, warningOf } from './walk.ts'

export const partName = 'files.tar'

/** The section of the two empty blocks that end a tar. No path is called that: those of a tree are relative. */
export const endSection = '/end'

export interface DumpInput extends InspectInput {
  /** The parent's sections as `packParent` packs them. */
  readonly parent: Uint8Array | null
  readonly startedAtMs: number
}

class TreeDump {
  readonly #tree: Tree
  readonly #tools: DumpTools
  readonly #parent: ParentCursor | null
  readonly #recorder: EntryRecorder
  readonly #digest = new TreeDigest()

  constructor(tree: Tree, tools: DumpTools, parent: ParentCursor | null) {
    this.#tree = tree
    this.#tools = tools
    this.#parent = parent
    this.#recorder = new EntryRecorder(tree.files, tree.root)
  }

  *events(): Generator<DumpEvent, void, void> {
    const { batch } = this.#tools
    yield { type: 'part', name: partName }
    for (const found of walk(this.#tree)) {
      if ('warning' in found) yield { type: 'warning', warning: found.warning }
      else yield* this.#section(found.path, found.stats)
    }
    if (batch.room === 0) yield* taken(batch)
    batch.begin({ name: endSection, always: true })
    yield* putZeros(batch, 2 * blockBytes)
    yield* taken(batch)
    yield { type: 'figure', figure: this.#digest.figure() }
    yield { type: 'trailer' }
  }

  *#section(path: BytePath, stats: BigIntStats): Generator<DumpEvent, void, void> {
    let entry: Entry | null
    try {
      entry = this.#recorder.entry(path, stats)
    } catch (error) {
      yield { type: 'warning', warning: unreadable(path, error) }
      return
    }
    if (entry === null) {
      yield { type: 'warning', warning: warningOf('skipped', path, 'is a socket, which no archive can hold; left out') }
      return
    }
    const fingerprint = fingerprintOf(entry, stats, this.#tools.owners)
    const isUnchanged = this.#parent?.holds(path, fingerprint) === true
    const recorded = isUnchanged ? yield* this.#unchanged(entry, fingerprint) : yield* this.#changed(entry, stats, fingerprint)
    if (recorded === null) return
    this.#digest.add(recorded)
    if (recorded.kind === 'file') this.#recorder.holds(path, stats)
  }

  *#unchanged(entry: Entry, fingerprint: string): Generator<DumpEvent, Entry, void> {
    yield* taken(this.#tools.batch)
    yield { type: 'unchanged', name: toText(entry.path), fingerprint: fingerprintBytes(fingerprint) }
    return entry
  }

  *#changed(entry: Entry, stats: BigIntStats, fingerprint: string): Generator<DumpEvent, Entry | null, void> {
    const { batch, owners } = this.#tools
    if (entry.kind === 'file') {
      return yield* dumpFile({ path: entry.path, absolute: join(this.#tree.root, entry.path), stats }, this.#tools)
    }
    const header = encodeHeader(entry, { storedBytes: 0, isSparse: false }, owners)
    if (header.byteLength > batch.room) yield* taken(batch)
    batch.begin({ name: toText(entry.path), fingerprint: fingerprintBytes(fingerprint) })
    yield* put(batch, header)
    return entry
  }
}

/** The tar of a tree as dump events. */
const produce: Producer<DumpInput, DumpEvent> = (input, { files }) => {
  const choice = new Choice({ include: input.include, exclude: input.exclude, selection: input.selection })
  const tree: Tree = { root: input.root, only: input.only, choice, oneFilesystem: input.oneFilesystem, files }
  const tools: DumpTools = { files, owners: Owners.read(files), batch: new Batch(), startedAtMs: input.startedAtMs }
  return new TreeDump(tree, tools, input.parent === null ? null : new ParentCursor(input.parent)).events()
}

export default produce
