/** A target as it is kept: its configuration with every secret opened. Never log it; `redact` is for showing. */
export interface Target {
  readonly id: string
  readonly name: string
  /** The name of its plugin. */
  readonly kind: string
  readonly config: Readonly<Record<string, unknown>>
  /** Everything of ours lies below it: empty, or a path that ends in `/`. */
  readonly prefix: string
  /** What `holdfast-target.json` there says; null until the target was first reached. */
  readonly identity: string | null
  readonly createdAt: Date
  readonly updatedAt: Date
}
