import { Failure } from '../../plugins/failure.ts'
import { askLine, canAsk } from './ask.ts'
import type { CommandIo } from './command.ts'
import { printable } from './format.ts'

/** Resolves when the person types the name of what would be replaced. Throws `conflict` for any other answer, and where there is nobody to ask. */
export async function confirmByName(name: string, io: CommandIo): Promise<void> {
  const shown = printable(name)
  if (!canAsk(io)) {
    throw new Failure('conflict', `The destination ${shown} may hold data, which this would replace.`, {
      remedy: 'Look at it with --dry-run; if that is meant, add --yes.',
    })
  }
  const answer = await askLine(`What is there will be replaced. Type "${shown}" to go on: `, io)
  if (answer?.trim() === name) return
  throw new Failure('conflict', 'The name was not typed, so nothing was done.', { remedy: 'Run it again if it was meant.' })
}
