import type { Seams } from '../seams/seams.ts'

/** One option as it is declared: parsing, checking and help all come from it. */
export interface OptionSpecification {
  readonly type: 'string' | 'boolean'
  readonly help: string
  /** What the value is, as help shows it: `DIR`, `age1…`. */
  readonly placeholder?: string
  readonly short?: string
  /** May be given several times; without it a second one is refused. */
  readonly multiple?: boolean
  readonly required?: boolean
  readonly choices?: readonly string[]
  /** Options that must not be given together with this one. */
  readonly clashes?: readonly string[]
}

export type OptionTable = Readonly<Record<string, OptionSpecification>>

type Given<Option extends OptionSpecification> = Option['type'] extends 'boolean'
  ? boolean
  : Option['multiple'] extends true
    ? readonly string[]
    : string

/** The values of a table: absent ones are undefined, those with `required` never are. */
export type OptionValues<Options extends OptionTable> = {
  readonly [Name in keyof Options]: Options[Name]['required'] extends true ? Given<Options[Name]> : Given<Options[Name]> | undefined
}

export interface CommandInput<Options extends OptionTable = OptionTable> {
  readonly positionals: readonly string[]
  readonly options: OptionValues<Options>
  readonly io: CommandIo
}

/** A command is a value; the frame parses, prints help and maps failures to exit codes, so that `run` only works. */
export interface Command<Options extends OptionTable = OptionTable> {
  readonly name: string
  readonly summary: string
  /** What follows `holdfast `, as the usage line shows it. */
  readonly usage: string
  readonly options: Options
  /** How many words besides options are taken; absent means none. */
  readonly positionals?: { readonly atLeast: number; readonly atMost: number }
  /** Takes every word after its name as a positional, options too, and parses them itself. */
  readonly verbatim?: boolean
  /** Resolves with the exit code; throws a Failure, or the signal's reason when that aborted. */
  run(input: CommandInput<Options>): Promise<number>
}

/** What a command touches of the process it runs in; a test gives its own. */
export interface CommandIo {
  /** A line of the result, on standard output. */
  out(line: string): void
  /** A line for the person watching, on standard error. */
  err(line: string): void
  /** Bytes on standard output; resolves when more may come, and rejects with the signal's reason once nobody reads any more. */
  write(bytes: Uint8Array): Promise<void>
  /** Repaints the one status line of a terminal, cut to its width; '' removes it. Does nothing where there is no terminal. */
  status(text: string): void
  /** Whether standard error is a terminal. */
  readonly isTerminal: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Aborts on SIGINT and SIGTERM. */
  readonly signal: AbortSignal
  readonly json: boolean
  readonly seams: Seams
}

/** Checks a command's option types where it is declared and gives them to its `run`. */
export function defineCommand<const Options extends OptionTable>(command: Command<Options>): Command {
  return command as unknown as Command
}
