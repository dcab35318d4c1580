/** A time as the tables keep it. */
export function timeOf(date: Date | null): number | null {
  return date === null ? null : date.getTime()
}

export function dateOf(time: number | null): Date | null {
  return time === null ? null : new Date(time)
}
