import type { PageFrame } from '../../frame.ts'
import { fill } from '../../messages/fill.ts'
import { accountArea } from '../../messages/settings-account.ts'

/** Each names itself as those before it besides, so the first that fits is the one. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrom(?:e|ium)\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
  [/^curl\//, 'curl'],
]

const systems: readonly (readonly [RegExp, string])[] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
]

/** What a browser is called by people, as far as what it says of itself tells: `Firefox on Linux`. */
export function browserName(agent: string | null, { language }: Pick<PageFrame, 'language'>): string {
  const say = accountArea[language]
  const named = (names: typeof browsers) => names.find(([pattern]) => pattern.test(agent ?? ''))?.[1] ?? null
  const [browser, system] = [named(browsers), named(systems)]
  if (browser !== null && system !== null) return fill(say.on, { browser, system })
  return browser ?? system ?? say.unknownBrowser
}
