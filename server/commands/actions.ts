import { Failure } from '../../plugins/failure.ts'
import { nearest } from './nearest.ts'

/** One word after a command that has several to say. */
export interface Action<Input> {
  /** What follows the command, as the usage shows it. */
  readonly usage: string
  /** How many words follow the action itself. */
  readonly words: number
  /** The options that mean something here; others are refused instead of ignored. */
  readonly options: readonly string[]
  run(input: Input): Promise<number>
}

export interface ActionInput {
  readonly positionals: readonly string[]
  readonly options: Readonly<Record<string, unknown>>
}

/** Runs the action that the first word names. Throws `invalid` for one that is none, for a wrong number of words, and for options that are not its own. */
export function runAction<Input extends ActionInput>(
  command: string,
  actions: Readonly<Record<string, Action<Input>>>,
  input: Input,
): Promise<number> {
  const [name = '', ...words] = input.positionals
  const action = Object.hasOwn(actions, name) ? actions[name]! : null
  if (action === null) {
    const meant = nearest(name, Object.keys(actions))
    throw new Failure('invalid', `There is no "${command} ${name}".`, {
      remedy: meant === null ? `Choose one of: ${Object.keys(actions).join(', ')}.` : `Did you mean: holdfast ${command} ${meant}?`,
    })
  }
  const remedy = `Write it as: holdfast ${command} ${action.usage}`
  if (words.length !== action.words) {
    const [surplus] = words.slice(action.words)
    const fault = surplus === undefined ? 'A word is missing' : `"${surplus}" is one word too many`
    throw new Failure('invalid', `${fault} after "${command} ${name}".`, { remedy })
  }
  const [stray] = Object.keys(input.options).filter((option) => input.options[option] !== undefined && !action.options.includes(option))
  if (stray !== undefined) throw new Failure('invalid', `Option --${stray} means nothing to "${command} ${name}".`, { remedy })
  return action.run(input)
}

/** The usage line of a command with actions. */
export function usageOf(command: string, actions: readonly string[]): string {
  return actions.map((usage) => `${command} ${usage}`).join(' | ')
}
