import type { DialectPlugin, TargetPlugin } from '../contract.ts'
import { Failure } from '../failure.ts'
import * as wrongDialects from './broken-dialects.ts'
import * as wrong from './broken-targets.ts'
import { MemoryTarget, memoryTargetPlugin } from './memory-target.ts'
import { type NotesDialect, notesDialectPlugin } from './notes-dialect.ts'

/** A plugin that is wrong on purpose, and the group that must notice. If that group lets it pass, the suite proves nothing. */
export interface BrokenPlugin<AnyPlugin = TargetPlugin | DialectPlugin> {
  readonly plugin: AnyPlugin
  readonly fails: string
}

function showsItsPassword(): TargetPlugin {
  return memoryTargetPlugin('shows-password', ({ objects, config }) => {
    const target = new MemoryTarget(objects)
    target.probe = async () => {
      throw new Failure('unauthenticated', `login with ${config.password} was refused`)
    }
    return target
  })
}

const variation = (name: string, fails: string, Variation: new (objects: MemoryTarget['objects']) => MemoryTarget) => ({
  plugin: memoryTargetPlugin(name, ({ objects }) => new Variation(objects)) as TargetPlugin,
  fails,
})

/** Wrong targets. */
export function brokenTargets(): readonly BrokenPlugin<TargetPlugin>[] {
  return [
    { plugin: { ...memoryTargetPlugin('untitled'), title: { en: 'Memory', 'zh-CN': '' } } as TargetPlugin, fails: 'manifest and form' },
    variation('loses-last-byte', 'round trip', wrong.LosesLastByte),
    variation('skips-empty-objects', 'round trip', wrong.SkipsEmptyObjects),
    variation('folds-case', 'keys', wrong.FoldsCase),
    variation('takes-prefix-for-folder', 'keys', wrong.TakesPrefixForFolder),
    variation('shows-what-is-being-written', 'atomicity', wrong.ShowsWhatIsBeingWritten),
    variation('keeps-half-an-object', 'atomicity', wrong.KeepsHalfAnObject),
    variation('wraps-the-body-s-error', 'atomicity', wrong.WrapsTheBodysError),
    variation('ignores-abort', 'abort', wrong.IgnoresAbort),
    variation('renames-the-reason', 'abort', wrong.RenamesTheReason),
    variation('reads-absent-as-empty', 'failure codes', wrong.ReadsAbsentAsEmpty),
    variation('throws-where-stat-is-null', 'failure codes', wrong.ThrowsWhereStatIsNull),
    variation('throws-plain-errors', 'failure codes', wrong.ThrowsPlainErrors),
    variation('ignores-ranges', 'honest capabilities', wrong.IgnoresRanges),
    variation('looks-then-writes', 'honest capabilities', wrong.LooksThenWrites),
    variation('probe-leaves-a-file', 'honest capabilities', wrong.ProbeLeavesAFile),
    variation('shares-one-buffer', 'concurrency', wrong.SharesOneBuffer),
    variation('closes-once', 'lifecycle', wrong.ClosesOnce),
    variation('lists-one-page', 'listing', wrong.ListsOnePage),
    { plugin: showsItsPassword(), fails: 'secrets' },
  ]
}

const wrongDialect = (name: string, fails: string, Variation: typeof NotesDialect) => ({
  plugin: notesDialectPlugin(name, Variation) as DialectPlugin,
  fails,
})

/** Wrong dialects. */
export function brokenDialects(): readonly BrokenPlugin<DialectPlugin>[] {
  const { scratch: _none, ...withoutScratch } = notesDialectPlugin('promises-drills')
  return [
    { plugin: { ...notesDialectPlugin('no-parts'), parts: [] } as unknown as DialectPlugin, fails: 'manifest and form' },
    wrongDialect('changes-identity', 'probe', wrongDialects.ChangesIdentity),
    wrongDialect('shares-identity', 'probe', wrongDialects.SharesIdentity),
    wrongDialect('forgets-the-trailer', 'dump', wrongDialects.ForgetsTheTrailer),
    wrongDialect('starts-past-its-bytes', 'dump', wrongDialects.StartsPastItsBytes),
    wrongDialect('names-all-sections-alike', 'dump', wrongDialects.NamesAllSectionsAlike),
    wrongDialect('counts-wrong', 'dump', wrongDialects.CountsWrong),
    wrongDialect('forgets-the-last-note', 'restore', wrongDialects.ForgetsTheLastNote),
    wrongDialect('accepts-half-a-dump', 'restore', wrongDialects.AcceptsHalfADump),
    wrongDialect('restores-over-anything', 'honest capabilities', wrongDialects.RestoresOverAnything),
    wrongDialect('ignores-the-selection', 'honest capabilities', wrongDialects.IgnoresTheSelection),
    wrongDialect('reads-everything-again', 'honest capabilities', wrongDialects.ReadsEverythingAgain),
    { plugin: withoutScratch as DialectPlugin, fails: 'drill' },
    wrongDialect('says-yes-to-anything', 'assertions', wrongDialects.SaysYesToAnything),
    wrongDialect('asks-whatever-comes', 'assertions', wrongDialects.AsksWhateverComes),
    wrongDialect('ignores-abort', 'abort', wrongDialects.IgnoresAbort),
    wrongDialect('restores-what-was-aborted', 'abort', wrongDialects.RestoresWhatWasAborted),
    wrongDialect('throws-plain-errors', 'failure codes', wrongDialects.ThrowsPlainErrors),
    wrongDialect('leaves-temporary-folders', 'lifecycle', wrongDialects.LeavesTemporaryFolders),
    wrongDialect('closes-once', 'lifecycle', wrongDialects.ClosesOnce),
    wrongDialect('shows-its-password', 'secrets', wrongDialects.ShowsItsPassword),
  ]
}
