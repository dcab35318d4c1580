/** A source as it is kept: its configuration with every secret opened. Never log it; `redact` is for showing. */
export interface Source {
  readonly id: string
  readonly name: string
  readonly dialect: string
  readonly config: Readonly<Record<string, unknown>>
  /** A digest that stays equal as long as it is the same database or tree, as commit records carry it; null until it was first reached. */
  readonly identity: string | null
  /** Where its archives lie at a target when no plan says otherwise. Fixed when the source is made, so that a new name moves nothing. */
  readonly folder: string
  readonly createdAt: Date
  readonly updatedAt: Date
}
