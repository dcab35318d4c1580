import { generateIdentity, identityToRecipient } from 'age-encryption'
import { describe, expect, test } from 'vitest'
import { readIdentities } from '../../../server/archive/identities.ts'

describe('an identity file', () => {
  test('may hold comments, blank lines, several keys and line ends of Windows', async () => {
    const [identity, second] = [await generateIdentity(), await generateIdentity()]
    const recipient = await identityToRecipient(identity)
    expect(readIdentities(`# created: 2026-11-21\n# public key: ${recipient}\n${identity}\n\n${second}\n`)).toEqual([identity, second])
    expect(readIdentities(`${identity}\r\n`)).toEqual([identity])
  })

  test('that holds something else is refused by its line, without showing it', async () => {
    const identity = await generateIdentity()
    expect(() => readIdentities(`# comment\n${identity}\nhunter2\n`)).toThrow(
      expect.objectContaining({ code: 'invalid', message: expect.stringMatching(/Line 3/) }),
    )
    expect(() => readIdentities('hunter2')).toThrow(expect.objectContaining({ message: expect.not.stringContaining('hunter2') }))
    expect(() => readIdentities('# nothing here\n')).toThrow(expect.objectContaining({ code: 'invalid' }))
    expect(() => readIdentities('age-encryption.org/v1\n-> scrypt')).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining('age -d') }),
    )
  })
})
