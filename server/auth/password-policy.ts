import { Failure } from '../../plugins/failure.ts'
import { foldUserName } from '../store/user-row.ts'

export const passwordLengthMin = 10
export const passwordLengthMax = 1024

/** Those of at least ten characters that lists of stolen passwords begin with. */
const common: ReadonlySet<string> = new Set([
  '0123456789',
  '1234567890',
  '0987654321',
  '9876543210',
  '1234567891',
  '12345678910',
  '123456789a',
  '1q2w3e4r5t',
  '1q2w3e4r5t6y',
  '1qaz2wsx3edc',
  'q1w2e3r4t5',
  'qwertyuiop',
  'qwerty12345',
  'qwerty123456',
  'asdfghjkl;',
  'abcdefghij',
  'abc1234567',
  'password12',
  'password123',
  'password1234',
  'passw0rd123',
  'p@ssw0rd123',
  'p@ssword123',
  'administrator',
  'admin12345',
  'admin123456',
  'changeme123',
  'letmein123',
  'welcome123',
  'iloveyou123',
  'holdfast123',
  'backup12345',
])

/** A password as it is hashed: what looks the same is the same, however the keyboard wrote it. */
export function normalizePassword(password: string): string {
  return password.normalize('NFKC')
}

/** Throws `invalid` that says what is wrong with a new password, never the password itself. */
export function checkPassword(password: string, name: string): void {
  const fault = faultOf(password, name)
  if (fault === null) return
  throw new Failure('invalid', `The password ${fault}.`, {
    remedy: `Choose one of ${passwordLengthMin} to ${passwordLengthMax} characters that nobody would guess; some words in a row do well.`,
    detail: { fields: ['password'] },
  })
}

function faultOf(password: string, name: string): string | null {
  // Measured before it is normalized, which may take long for what is long.
  if (password.length > 2 * passwordLengthMax) return `is longer than ${passwordLengthMax} characters`
  if (!password.isWellFormed()) return 'holds a broken character'
  const characters = [...normalizePassword(password)]
  if (characters.length < passwordLengthMin) return `is shorter than ${passwordLengthMin} characters`
  if (characters.length > passwordLengthMax) return `is longer than ${passwordLengthMax} characters`
  if (new Set(characters).size === 1) return 'is one character over and over'
  const folded = foldUserName(password)
  if (folded === foldUserName(name)) return 'is the name of the user'
  return common.has(folded) ? 'is one of those that everybody tries first' : null
}
