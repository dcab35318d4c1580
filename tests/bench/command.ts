/** A program to start, as the bench measures it. */
export interface Command {
  readonly program: string
  readonly args: readonly string[]
  readonly folder?: string
  readonly environment?: Readonly<Record<string, string>>
}

/**
 * A line as a user would type it, for Bash, ending with an error when any part of a pipe does.
 * Paths come in as variables, so that none needs quoting.
 */
export function shell(line: string, variables: Readonly<Record<string, string>> = {}): Command {
  return { program: 'bash', args: ['-euo', 'pipefail', '-c', line], environment: variables }
}
