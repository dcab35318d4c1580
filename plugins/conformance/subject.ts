import type { DialectPlugin, TargetPlugin } from '../contract.ts'

/** What the suite of targets is run on. */
export interface TargetSubject {
  readonly plugin: TargetPlugin
  /**
   * A configuration for an empty place of its own, each time. `folder` is an empty folder, removed afterwards: what is kept elsewhere needs
   * a random prefix.
   */
  makeConfig(folder: string): unknown
  /** Where the target cuts an upload into parts; sizes around it are tried. */
  readonly partBytes?: number
  /** The size of the large object. */
  readonly largeBytes?: number
  /** More than one page of the store's listing. */
  readonly objects?: number
  /** How long a call may take to end after its signal aborted. */
  readonly deadlineMs?: number
}

/** What the suite of dialects is run on. */
export interface DialectSubject {
  readonly plugin: DialectPlugin
  /** The configuration of a source with some content, made new each time. `folder` is an empty folder, removed afterwards. */
  makeSource(folder: string): unknown
  /** The configuration of a destination that is absent or empty; `folder` is another one. */
  makeEmpty(folder: string): unknown
  /** Queries to the source of `makeSource`: one that is true, one that is false, and what `assert` must refuse. Absent where there is no `assert`. */
  readonly assertions?: { readonly holds: string; readonly fails: string; readonly refused: readonly string[] }
  /** The configuration of a source that does not exist; absent where that can't be. */
  makeMissing?(folder: string): unknown
  /** How long a call may take to end after its signal aborted. */
  readonly deadlineMs?: number
}
