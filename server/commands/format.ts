const sizeUnits = ['kB', 'MB', 'GB', 'TB', 'PB'] as const

/** A size for people, in decimal units: `1.4 GB`. Programs get the number itself. */
export function formatSize(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${Math.max(0, Math.round(sizeBytes))} B`
  let value = sizeBytes / 1000
  let unit = 0
  // 999.95 and not 1000: what would be printed as 1000.0 belongs to the next unit.
  while (value >= 999.95 && unit < sizeUnits.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value.toFixed(1)} ${sizeUnits[unit]}`
}

/** A duration for people, its two largest units: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 07 min`, `3 d 04 h`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 9_950) return `${(Math.max(0, durationMs) / 1000).toFixed(1)} s`
  const seconds = Math.round(durationMs / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${twoDigits(seconds % 60)} s`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours} h ${twoDigits(minutes % 60)} min`
  return `${Math.floor(hours / 24)} d ${twoDigits(hours % 24)} h`
}

/**
 * Text from outside (a path, a table's name, what a tool said) made safe to print: a terminal acts on control characters, and
 * direction marks make a name read as another one, so both are shown as escapes. Nothing else changes.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, escapeOf)
}

function escapeOf(character: string): string {
  const point = character.codePointAt(0)!
  if (point <= 0xff) return `\\x${point.toString(16).padStart(2, '0')}`
  return `\\u${point.toString(16).padStart(4, '0')}`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}

/** A message as a sentence of its own: many are written to be joined into longer ones. Names that start with a small letter stay as they are. */
export function sentence(text: string): string {
  const started = /^[a-z]+[ ,]/.test(text) ? text[0]!.toUpperCase() + text.slice(1) : text
  return /[.!?…]$/.test(started) ? started : `${started}.`
}

/** `1 row`, `2 rows`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
