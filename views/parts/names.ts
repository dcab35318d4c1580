import { counted } from '../format.ts'
import { listFormat } from '../formatters.ts'
import type { PageFrame } from '../frame.ts'
import type { Language } from '../language.ts'
import { pieces } from '../messages/pieces.ts'

/** So many of a list are named where there is no room for all of it. */
export const namedMax = 5

/** What stands between names that stand one after the other. */
export const between: Readonly<Record<Language, string>> = { en: ', ', 'zh-CN': '、' }

/** Names one after the other: the first few, and how many more there are. */
export function namesInShort(names: readonly string[], { language }: Pick<PageFrame, 'language'>): string {
  const named = names.slice(0, namedMax).join(between[language])
  const count = names.length - namedMax
  return count > 0 ? counted(pieces[language].andMore, { names: named, count }, { language }) : named
}

/** The same within a sentence: where there are few, with a word before the last. */
export function namesListed(names: readonly string[], frame: Pick<PageFrame, 'language'>): string {
  return names.length > namedMax ? namesInShort(names, frame) : listFormat(frame.language, { type: 'conjunction' }).format(names)
}
