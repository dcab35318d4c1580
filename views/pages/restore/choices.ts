/** What becomes of what is at a destination. */
export type Existing = 'refuse' | 'replace' | 'keep'

/** What was chosen on the way to a restore. Every step has all of it in its address, so that it can be loaded again, gone back to and kept. */
export interface RestoreChoices {
  /** The id of a backup or of an upload; null before one is chosen. */
  readonly from: { readonly kind: 'backup' | 'upload'; readonly id: string } | null
  /** Whether only some of it is meant. */
  readonly isSome: boolean
  readonly tables: readonly string[]
  /** `origin`, `other` (then `source` says which) or `new:` and a dialect; empty before it is chosen. */
  readonly to: string
  readonly source: string
  /** The fields of new places as they were typed, by name. None of them is a secret. */
  readonly place: readonly (readonly [name: string, value: string])[]
  /** What becomes of what is in a source, and of what is at a new place. */
  readonly existing: Existing
  readonly placeExisting: Existing
  readonly isSafe: boolean
}

/** Names of the fields of a new place begin so, followed by its dialect and a dot. */
export const placePrefix = 'place.'

/** The address of a step with what was chosen so far. */
export function stepAddress(step: 'what' | 'where' | 'check', choices: RestoreChoices): string {
  return `/restore/${step}?${new URLSearchParams([...subjectParameters(choices), ...wayParameters(choices)])}`
}

/** What is restored. Tables that were ticked before everything was chosen are forgotten. */
export function subjectParameters({ from, isSome, tables }: RestoreChoices): [string, string][] {
  return [
    ...(from === null ? [] : [[from.kind, from.id] as [string, string]]),
    ...(isSome ? [['part', 'some'] as [string, string], ...tables.map((table): [string, string] => ['table', table])] : []),
  ]
}

/** Where to, and how. */
export function wayParameters({ to, source, place, existing, placeExisting, isSafe }: RestoreChoices): [string, string][] {
  if (to === '') return []
  return [
    ['to', to],
    ...(source === '' ? [] : [['source', source] as [string, string]]),
    ...place.map(([name, value]): [string, string] => [name, value]),
    ['existing', existing],
    ['placeExisting', placeExisting],
    ['safe', isSafe ? 'yes' : 'no'],
  ]
}

/** Whether it goes to a place that is no source: then what was said of such places counts. */
export function isNewPlace({ to }: Pick<RestoreChoices, 'to'>): boolean {
  return to.startsWith('new:')
}
