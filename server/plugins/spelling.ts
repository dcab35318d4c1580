/** The name that `typed` most likely meant; null when none is close. */
export function closestName(typed: string, names: readonly string[]): string | null {
  let closest: string | null = null
  let leastEdits = Math.max(1, Math.floor(typed.length / 3)) + 1
  for (const name of names) {
    // So many letters more or less are so many edits at least: a text of a megabyte is compared with nothing.
    if (Math.abs(typed.length - name.length) >= leastEdits) continue
    const edits = editsBetween(typed, name)
    if (edits >= leastEdits) continue
    leastEdits = edits
    closest = name
  }
  return closest
}

/** Levenshtein's distance, one row at a time. */
function editsBetween(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = previous[column - 1]! + (one[row - 1] === other[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1))
    }
    previous = current
  }
  return previous[other.length]!
}
