/** Files of a new plugin: name and text. */
export type Skeleton = Readonly<Record<string, string>>

/** `my-cloud` as a name in code: `myCloud`. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** `my-cloud` as people read it: `My cloud`. */
export function titleOf(name: string): string {
  return `${name[0]!.toUpperCase()}${name.slice(1).replaceAll('-', ' ')}`
}
