import { Failure } from '../../../plugins/failure.ts'

/** The field of a form that says which state of what it changes it was filled from. */
export const seenField = 'seen'

/** Which state of something it is, as a form carries it along. */
export function seenOf({ updatedAt }: { readonly updatedAt: Date }): string {
  return updatedAt.toISOString()
}

/** What is to be said when somebody has changed it since the form was filled; null when nobody has, or the form doesn't say what it was filled from. */
export function outdatedBy(seen: string | null | undefined, now: string): Failure | null {
  if (seen == null || seen === '' || seen === now) return null
  return new Failure('conflict', 'It was changed since this form was opened, and nothing is saved yet.', {
    remedy: 'Save again to put what stands here in place of that change, or cancel to see it.',
  })
}
