import { z } from 'zod'
import { Failure } from '../../plugins/failure.ts'

const members = z.array(z.strictObject({ label: z.string().min(1), dialect: z.string().min(1), identity: z.string() })).min(1)
const prefix = 'bundle:'

/** What an archive says of each source in it. */
export type BundledMember = z.output<typeof members>[number]

/** A bundle is the same one as long as its members are the same sources under the same labels. Other readers need not understand it. */
export function encodeIdentity(of: readonly BundledMember[]): string {
  return prefix + JSON.stringify(of.map(({ label, dialect, identity }) => ({ label, dialect, identity })))
}

/** What `encodeIdentity` wrote. Throws `corrupt` for anything else. */
export function decodeIdentity(identity: string): readonly BundledMember[] {
  try {
    if (identity.startsWith(prefix)) return members.parse(JSON.parse(identity.slice(prefix.length)))
  } catch (cause) {
    throw unreadable(cause)
  }
  throw unreadable(undefined)
}

function unreadable(cause: unknown): Failure {
  return new Failure('corrupt', 'The archive does not say which sources it is of.', {
    remedy: 'Take its parts out with "holdfast extract", and use another backup for a restore.',
    cause,
  })
}
