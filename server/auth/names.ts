import { Failure } from '../../plugins/failure.ts'

const lengthMax = 64

/** Control characters, and the marks that make a name read as another one. */
const unfit = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u

/** The name of a user or a key as it is kept. Throws `invalid` that says what is wrong with it. */
export function checkName(given: string, noun: 'user' | 'key'): string {
  const name = given.trim().normalize('NFC')
  const fault = faultOf(name)
  if (fault === null) return name
  throw new Failure('invalid', `The name of the ${noun} ${fault}.`, {
    remedy: `Choose one of 1 to ${lengthMax} characters, without control characters.`,
    detail: { fields: ['name'] },
  })
}

function faultOf(name: string): string | null {
  if (name === '') return 'is empty'
  if ([...name].length > lengthMax) return `is longer than ${lengthMax} characters`
  if (unfit.test(name)) return 'holds a character that nobody sees'
  // Whoever is asked for takes an id or a number too.
  if (/^[0-9a-f]{32}$/i.test(name) || /^(user|key):\d+$/i.test(name)) return 'looks like an id'
  // A secret in the wrong field must not become something that lists show.
  if (/^hf_[A-Za-z0-9_-]{43}$/.test(name)) return 'looks like a secret key'
  return null
}

/** The number in `user:3` or `key:5`; null for anything else. */
export function numberIn(text: string, kind: 'user' | 'key'): number | null {
  const [, found, digits] = /^(user|key):([1-9]\d{0,14})$/.exec(text) ?? []
  return found === kind ? Number(digits) : null
}
