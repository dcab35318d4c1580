/**
 * Everything that a plugin author must read. A plugin is one object, default-exported, that satisfies `TargetPlugin` or `DialectPlugin`.
 *
 * What the guard around every plugin does for you, so that you don't: it validates keys, counts bytes, retries `unavailable`
 * where that is safe, ends calls that move no byte for too long, and maps errors that are not a `Failure` to one.
 * What you promise: every call honours its `signal`, every error you can name is a `Failure` with the right code, no secret of your
 * configuration appears in any message, and nothing is opened before `open` or left open after dispose.
 * `plugins/conformance` holds the suites that tell you when you are done: `holdfast plugin check FILE` runs them.
 */
import type { z } from 'zod'

export type Bytes = AsyncIterable<Uint8Array>

export interface Localised {
  readonly en: string
  readonly 'zh-CN': string
}

export interface Call {
  readonly signal: AbortSignal
}

export interface Log {
  debug(message: string, detail?: Readonly<Record<string, unknown>>): void
  info(message: string, detail?: Readonly<Record<string, unknown>>): void
  warn(message: string, detail?: Readonly<Record<string, unknown>>): void
}

/** The filesystem seam: Node's own promise functions, so that a test can put a failing disk in their place. */
export type Files = Pick<
  typeof import('node:fs/promises'),
  'open' | 'rename' | 'link' | 'unlink' | 'mkdir' | 'rmdir' | 'rm' | 'stat' | 'lstat' | 'readdir' | 'realpath' | 'statfs' | 'mkdtemp'
>

/** The same seam for code that runs in a thread of its own and may block it. */
export type BlockingFiles = Pick<
  typeof import('node:fs'),
  | 'openSync'
  | 'closeSync'
  | 'readSync'
  | 'writeSync'
  | 'fsyncSync'
  | 'fstatSync'
  | 'lstatSync'
  | 'statSync'
  | 'readdirSync'
  | 'opendirSync'
  | 'readlinkSync'
  | 'symlinkSync'
  | 'linkSync'
  | 'mkdirSync'
  | 'renameSync'
  | 'unlinkSync'
  | 'rmdirSync'
  | 'rmSync'
  | 'existsSync'
  | 'ftruncateSync'
  | 'fchmodSync'
  | 'fchownSync'
  | 'futimesSync'
  | 'chmodSync'
  | 'lchownSync'
  | 'lutimesSync'
  | 'realpathSync'
>

/** A private folder, removed with everything in it on dispose. */
export interface Scratch extends AsyncDisposable {
  readonly path: string
}

export interface ThreadTools {
  readonly files: BlockingFiles
}

/** What a thread module default-exports to produce items: they reach the reader in order, with back-pressure. */
export type Producer<Input, Item> = (input: Input, tools: ThreadTools) => Iterable<Item>

/** What a thread module default-exports to take bytes: `finish` after the last one, or `abandon` when they end early. */
export type Consumer<Input, Result> = (
  input: Input,
  tools: ThreadTools,
) => {
  write(bytes: Uint8Array): void
  finish(): Result
  abandon(): void
}

export interface ToolRun {
  /** Program name, looked up in PATH, or an absolute path. Never a shell line. */
  readonly command: string
  /** Never a secret: arguments are public on most systems. Pass those in a 0600 file or on `input`. */
  readonly args: readonly string[]
  /** The whole environment of the tool besides PATH, HOME, LANG and TMPDIR. */
  readonly environment?: Readonly<Record<string, string>>
  readonly input?: Bytes
}

/** What a plugin gets from the daemon. `signal` aborts when the plugin's instance must end. */
export interface Host extends Call {
  readonly log: Log
  readonly files: Files
  now(): Date
  /** Names the running process, in letters, digits and dashes. Put it into the names of what is unfinished, so that `sweep` can ask `isGone`. */
  readonly owner: string
  /** Whether the process of that name is certainly gone; false for one of another machine, and for what is no such name. */
  isGone(owner: string): boolean
  temporary(label: string): Promise<Scratch>
  /** Runs a `Producer` module in a thread, so that blocking work holds up nothing else. Ends the thread when the reader stops. */
  produce<Input, Item>(module: URL, input: Input, call: Call): AsyncIterable<Item>
  /** Feeds `bytes` to a `Consumer` module in a thread; resolves with what its `finish` returned. */
  consume<Input, Result>(module: URL, input: Input, bytes: Bytes, call: Call): Promise<Result>
  /**
   * Runs a program and yields its standard output. The iteration ends only after the program exited with 0 and its input, if any, was
   * written to the end; anything else throws a `Failure` with the end of its standard error. Stopping early ends its process group.
   */
  tool(run: ToolRun, call: Call): Bytes
}

export interface Plugin<Kind extends string, Config, Instance extends AsyncDisposable> {
  readonly contract: 1
  readonly kind: Kind
  /** kebab-case, unique within its kind. */
  readonly name: string
  readonly title: Localised
  /** Describes and validates the configuration; each field may carry `.meta({ titles, help, secret, placeholder, advanced })` (`titles` and `help`: Localised or text). */
  readonly config: z.ZodObject & z.ZodType<Config>
  /** Turns the text after the colon of `name:text` on the command line into a configuration; absent means `{ path: text }`. */
  locate?(text: string): unknown
  open(config: Config, host: Host): Promise<Instance>
}

// ─── targets ───

export interface StoredObject {
  readonly key: string
  readonly sizeBytes: number
  readonly modifiedAt: Date
  /** What the store itself computed over the bytes it holds, lower-case hex; null if it doesn't. */
  readonly sha256: string | null
}

export interface TargetSupports {
  /** `get` with fromByte/toByte transfers only that range. */
  readonly ranges: boolean
  /** `put` with `exclusive` is refused by the store itself when the key exists. */
  readonly exclusive: boolean
  readonly checksum: 'sha256' | null
  readonly bytesMax: number | null
}

export interface TargetReport {
  readonly freeBytes: number | null
  readonly latencyMs: number
}

export interface PutCall extends Call {
  /** Refuse with `conflict` if the key exists. */
  readonly exclusive: boolean
}

export interface GetCall extends Call {
  /** First byte wanted; 0 if absent. */
  readonly fromByte?: number
  /** One past the last byte wanted; the object's end if absent. Past the end is cut to it. */
  readonly toByte?: number
}

/**
 * A place that keeps objects under keys. A key is 1 to 900 bytes of UTF-8: segments joined by `/`, none empty, `.` or `..`, no control characters, no `\`.
 * `put` is all-or-nothing and durable: until it resolves, readers see the previous object or none; once it has, a power cut loses nothing.
 */
export interface Target extends AsyncDisposable {
  readonly supports: TargetSupports
  /** Writes, reads back, lists and removes a probe object; throws the `Failure` that a backup would meet. */
  probe(call: Call): Promise<TargetReport>
  /** `exhausted` when full, `conflict` when exclusive and taken. When `body` throws, the store holds what it held before and that error is rethrown. */
  put(key: string, body: Bytes, call: PutCall): Promise<StoredObject>
  /** Throws `not_found` before the first byte; a stream that ends short throws. */
  get(key: string, call: GetCall): Bytes
  stat(key: string, call: Call): Promise<StoredObject | null>
  /** Every object whose key starts with `prefix`, every page of them; objects still being written are not among them. */
  list(prefix: string, call: Call): AsyncIterable<StoredObject>
  /** Removing what is absent is fine; a refused removal throws `denied`. */
  remove(key: string, call: Call): Promise<void>
  /** Removes what writers that died left behind: partial objects of owners that are gone, and others older than `before`. Returns how many. */
  sweep?(before: Date, call: Call): Promise<number>
}

export type TargetPlugin<Config = unknown> = Plugin<'target', Config, Target>

// ─── dialects ───

/** What of a source is meant: null is all of it. Names are those of `SourceReport.tables`, or paths for files. */
export interface Selection {
  readonly tables: readonly string[] | null
}

export interface SourceReport {
  readonly engine: string
  readonly version: string
  /** Stays equal as long as it is the same source; incrementals look for a parent by it. Never a secret. */
  readonly identity: string
  /** About how many bytes a dump will be; null if that costs too much to know. */
  readonly sizeBytes: number | null
  readonly tables: readonly { readonly name: string; readonly rows: number | null }[]
  /** The parts that a dump will have; an archive of one `.sql` part says so in its name. */
  readonly parts: readonly string[]
  /** Whether a restore would find nothing there. Say it where `tables` doesn't tell; absent means that nobody knows. */
  readonly isEmpty?: boolean
}

/** A named stretch of a part: a table of a dump, a file of a tree. It can be read back alone. */
export interface SectionStart {
  /** Unique within its part. Bytes that are no UTF-8 are written `\xNN` and a backslash `\\`, so that every name is text. */
  readonly name: string
  /** Where it starts, counted from the first of the bytes that this start comes with. It lasts until the next start or the part's end. */
  readonly at: number
  /** Belongs to every selection: a preamble, a trailer. */
  readonly always?: boolean
  /** Start a new chunk here, so that equal content finds its parent's chunks whatever stands before it. */
  readonly cut?: boolean
  /** Equal fingerprints mean equal content; see `unchanged`. At most 64 bytes. */
  readonly fingerprint?: Uint8Array
}

export interface Warning {
  readonly code: 'vanished' | 'unreadable' | 'changed' | 'skipped' | 'adjusted'
  /** The table or path. */
  readonly subject: string
  readonly message: string
}

export interface SectionFigure {
  readonly name: string
  readonly rows: number
  /** Hex digest of the content, equal for equal rows whatever their physical order; null where the dialect has none. */
  readonly checksum: string | null
}

export type DumpEvent =
  /** Opens a part; its name is that of the archive's entry: `backup.sql`, `files.tar`. */
  | { readonly type: 'part'; readonly name: string }
  /** The next bytes of the part, never empty. The buffer belongs to the reader from now on. */
  | { readonly type: 'bytes'; readonly bytes: Uint8Array; readonly starts?: readonly SectionStart[] }
  /** The next section equals its parent's of that name, byte for byte: its chunks are used again, unread. Not the first bytes of a table that `cut`s. */
  | { readonly type: 'unchanged'; readonly name: string; readonly fingerprint: Uint8Array }
  /** Rows and checksum of a section of this part, taken inside the dump's own snapshot. */
  | { readonly type: 'figure'; readonly figure: SectionFigure }
  | { readonly type: 'warning'; readonly warning: Warning }
  /** The part ended as its format says it must. A part without one is no backup. */
  | { readonly type: 'trailer' }

export interface ParentSection {
  readonly name: string
  readonly lengthBytes: number
  readonly fingerprint: Uint8Array | null
}

export interface DumpCall extends Call {
  /** The sections of the parent's part of that name, in its order; null when there is no parent to refer to. */
  readonly parent: ((part: string) => Iterable<ParentSection>) | null
}

export interface RestorePart {
  readonly name: string
  /** Whole, or only the sections chosen and those marked `always`. */
  readonly bytes: Bytes
  readonly sizeBytes: number
}

export interface RestoreCall extends Call {
  /**
   * What to do with what is there already. `refuse`: the destination must be absent or empty, else `conflict`. `replace`: what the backup
   * holds takes the place of what is there. `keep`: what is there stays, only what is missing is added.
   */
  readonly existing: 'refuse' | 'replace' | 'keep'
  /** The names chosen; null means everything. */
  readonly tables: readonly string[] | null
}

export interface RestoreReport {
  readonly sections: number
  readonly rows: number | null
  readonly warnings: readonly Warning[]
}

export interface DialectSupports {
  /** `dump` and `restore` take chosen tables. */
  readonly partial: boolean
  /** The whole dump is of one instant. */
  readonly snapshot: boolean
  /** `restore` into a source that others have open shows them old or new, never half. */
  readonly liveRestore: boolean
  /** `inspect` and `scratch` exist, so that a backup can be proven. */
  readonly drill: boolean
  /** `dump` emits `unchanged`. */
  readonly unchanged: boolean
  readonly existing: readonly RestoreCall['existing'][]
}

/** One source, opened. */
export interface Dialect extends AsyncDisposable {
  readonly supports: DialectSupports
  probe(call: Call): Promise<SourceReport>
  dump(selection: Selection, call: DumpCall): AsyncIterable<DumpEvent>
  /** All or nothing where the engine can do that; a destination that could not be restored is left as it was, or that is said. */
  restore(parts: AsyncIterable<RestorePart>, call: RestoreCall): Promise<RestoreReport>
  /** The figures of what is there now, comparable with those that `dump` recorded. */
  inspect(selection: Selection, call: Call): AsyncIterable<SectionFigure>
  /**
   * Whether `sql`, one query that can change nothing, is true of what is there now: it gives one row of one column, which is true or a number other
   * than 0. Throws `invalid` for anything else, without having run what could change something. Absent where the source has no queries.
   */
  assert?(sql: string, call: Call): Promise<boolean>
}

/** An empty source to restore into, gone with all its data on dispose. */
export interface ScratchSource extends AsyncDisposable {
  readonly dialect: Dialect
}

export interface DialectPlugin<Config = unknown> extends Plugin<'dialect', Config, Dialect> {
  /** The parts that `restore` understands: `backup.sql` is a database's, `files.tar` a tree's. */
  readonly parts: readonly string[]
  /** Null when nothing but an archive is known; a dialect that needs a server then throws `invalid` and says what it needs. */
  scratch?(config: Config | null, host: Host): Promise<ScratchSource>
}

export type AnyPlugin = TargetPlugin | DialectPlugin
