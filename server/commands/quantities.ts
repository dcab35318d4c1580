import { Failure } from '../../plugins/failure.ts'

const durationUnits: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }
const sizeUnits: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
}

/** `90s`, `15m`, `2h`, `7d`, `2w` as milliseconds; a number alone counts `bareUnit`, if there is one. Throws `invalid` naming the option. */
export function parseDuration(word: string, option: string, bareUnit: 'm' | null = null): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([smhdw]?)$/.exec(word) ?? []
  const factor = durationUnits[unit === '' ? (bareUnit ?? '') : (unit ?? '')]
  if (number === undefined || factor === undefined) throw wrong(word, option, 'Write it like 90s, 15m, 2h, 7d or 2w.')
  return Math.round(Number(number) * factor)
}

/** `500MB`, `20GB`, `1TiB` as bytes. Throws `invalid` naming the option. */
export function parseSize(word: string, option: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([kKMGT]i?B|B)$/.exec(word) ?? []
  const factor = sizeUnits[unit ?? '']
  if (number === undefined || factor === undefined) throw wrong(word, option, 'Write it like 500MB, 20GB or 1TiB.')
  return Math.round(Number(number) * factor)
}

/** A whole number. Throws `invalid` naming the option. */
export function parseCount(word: string, option: string): number {
  if (!/^\d{1,9}$/.test(word)) throw wrong(word, option, 'Give a whole number.')
  return Number(word)
}

/** `none` takes a limit away; everything else is parsed; undefined, which leaves things as they are, stays. */
export function orNone<Value>(word: string | undefined, parse: (word: string) => Value): Value | null | undefined {
  if (word === undefined) return undefined
  return word === 'none' ? null : parse(word)
}

function wrong(word: string, option: string, remedy: string): Failure {
  return new Failure('invalid', `Option --${option} can't be "${word}".`, { remedy })
}
