import { expect, test } from 'vitest'
import { chooseLanguage, languages, messagesIn } from '../../../views/language.ts'
import { fill } from '../../../views/messages/fill.ts'

/** The messages by their path, those inside of others too. */
function flat(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]]
  return Object.entries(value as object).flatMap(([key, item]) => flat(item, `${path}.${key}`))
}

const bracesIn = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([whole]) => whole).sort()

test('every language has every message, with the same braces and none of them empty', () => {
  const english = new Map(flat(messagesIn('en')))
  for (const language of languages) {
    const messages = flat(messagesIn(language))
    expect(messages.map(([path]) => path).sort()).toEqual([...english.keys()].sort())
    for (const [path, text] of messages) {
      expect([path, text.trim() === text && text !== '']).toEqual([path, true])
      expect([path, bracesIn(text)]).toEqual([path, bracesIn(english.get(path)!)])
    }
  }
})

test('the language asked for comes before the one remembered, and that before what the browser likes', () => {
  expect(chooseLanguage({ asked: 'en', remembered: 'zh-CN', accepted: 'zh' })).toBe('en')
  expect(chooseLanguage({ asked: 'tlh', remembered: 'zh-CN', accepted: 'en' })).toBe('zh-CN')
  expect(chooseLanguage({ accepted: 'zh-Hans-CN' })).toBe('zh-CN')
  expect(chooseLanguage({ accepted: 'en;q=0.2, zh;q=0.9' })).toBe('zh-CN')
  expect(chooseLanguage({ accepted: 'zh;q=0, de' })).toBe('en')
  expect(chooseLanguage({ accepted: ';;,q=,=, en-;q=x' })).toBe('en')
  expect(chooseLanguage({})).toBe('en')
})

test('what stands in braces is filled in, and what is not known stays', () => {
  expect(fill('{a} and {b} and {toString}', { a: 1, b: '{a}' })).toBe('1 and {a} and {toString}')
})
