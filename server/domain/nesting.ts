/** Deeper than anything that somebody means. */
export const levelsMax = 64

/** Whether a value of JSON is nested deeper than that: whatever walks through it by calling itself, as `JSON.stringify` does, would end in the middle. */
export function isNestedTooDeep(value: unknown): boolean {
  let level: readonly unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    const nested = level.filter((one) => typeof one === 'object' && one !== null)
    if (nested.length > 0 && depth >= levelsMax) return true
    level = nested.flatMap((one) => Object.values(one as object))
  }
  return false
}
