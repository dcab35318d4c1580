import type { Language } from './language.ts'

const keptMax = 500

/** The same as `make`, asked once for each language and manner: to make what `Intl` formats with costs as much as a hundred uses of it. */
function once<Manner, Made>(make: (language: Language, manner: Manner) => Made): (language: Language, manner: Manner) => Made {
  const kept = new Map<string, Made>()
  return (language, manner) => {
    const key = `${language} ${JSON.stringify(manner)}`
    const known = kept.get(key)
    if (known !== undefined) return known
    const made = make(language, manner)
    if (kept.size >= keptMax) kept.clear()
    kept.set(key, made)
    return made
  }
}

export const numberFormat = once((language, manner: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, manner))
export const dateFormat = once((language, manner: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, manner))
export const durationFormat = once((language, manner: Intl.DurationFormatOptions) => new Intl.DurationFormat(language, manner))
export const relativeFormat = once((language, manner: Intl.RelativeTimeFormatOptions) => new Intl.RelativeTimeFormat(language, manner))
export const listFormat = once((language, manner: Intl.ListFormatOptions) => new Intl.ListFormat(language, manner))
export const pluralRules = once((language, manner: Intl.PluralRulesOptions) => new Intl.PluralRules(language, manner))
