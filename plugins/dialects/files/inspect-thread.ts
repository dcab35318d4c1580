import type { Producer, SectionFigure } from '../../contract.ts'
import { Choice } from './choice.ts'
import type { BytePath } from './path.ts'
import { EntryRecorder } from './recorded-entry.ts'
import { TreeDigest } from './tree-digest.ts'
import { walk } from './walk.ts'

/** Which tree is meant; what a dump and an inspection have in common. */
export interface InspectInput {
  /** Absolute, without symlinks. */
  readonly root: BytePath
  /** The one name below the root that is meant, when the source is a single file. */
  readonly only: BytePath | null
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly oneFilesystem: boolean
  readonly selection: readonly string[] | null
}

/** The figure that a dump of the tree would record, without reading any content. */
const produce: Producer<InspectInput, SectionFigure> = function* (input, { files }) {
  const choice = new Choice({ include: input.include, exclude: input.exclude, selection: input.selection })
  const recorder = new EntryRecorder(files, input.root)
  const digest = new TreeDigest()
  for (const found of walk({ root: input.root, only: input.only, choice, oneFilesystem: input.oneFilesystem, files })) {
    if ('warning' in found) continue
    const entry = recorder.entry(found.path, found.stats)
    if (entry === null) continue
    digest.add(entry)
    if (entry.kind === 'file') recorder.holds(entry.path, found.stats)
  }
  yield digest.figure()
}

export default produce
