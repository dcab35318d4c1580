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

/** What is wrong with a password or a passphrase, as the end of a sentence that begins with what it is. */
export const passwordFaults = {
  long: `is longer than ${passwordLengthMax} characters`,
  broken: 'holds a broken character',
  short: `is shorter than ${passwordLengthMin} characters`,
  repeated: 'is one character over and over',
  common: 'is one of those that everybody tries first',
} as const

export type PasswordFault = keyof typeof passwordFaults

/** A password as it is hashed: what looks the same is the same, however the keyboard wrote it. */
export function normalizePassword(password: string): string {
  return password.normalize('NFKC')
}

/** Why nobody should choose it; null when nothing is known against it. */
export function passwordFault(password: string): PasswordFault | null {
  // Measured before it is normalized, which may take long for what is long.
  if (password.length > 2 * passwordLengthMax) return 'long'
  if (!password.isWellFormed()) return 'broken'
  const characters = [...normalizePassword(password)]
  if (characters.length < passwordLengthMin) return 'short'
  if (characters.length > passwordLengthMax) return 'long'
  if (new Set(characters).size === 1) return 'repeated'
  return common.has(normalizePassword(password).trim().toLowerCase()) ? 'common' : null
}
