import { Failure } from '../../plugins/failure.ts'

/** Reads a structure that a row keeps as JSON text. Throws `corrupt`, naming whose it is, when it is damaged. */
export function readKept<Value>(text: string, what: string, check: (value: unknown) => Value = (value) => value as Value): Value {
  try {
    return check(JSON.parse(text))
  } catch (cause) {
    // The text itself stays out of the message: it may hold anything.
    throw new Failure('corrupt', `What the metadata database keeps of ${what} can't be read.`, {
      remedy: 'Remove it and make it again, or put a backup of the data folder back; archives are not affected.',
      cause,
    })
  }
}
