import { expect, test } from 'vitest'
import { said } from '../../../views/parts/said.ts'

test('only what is English on a Chinese page is marked as English', () => {
  const drawn = (text: string, language: 'en' | 'zh-CN') => String(said(text, { language }))
  expect(drawn('Nobody knows this sentence.', 'zh-CN')).toBe('<span lang="en">Nobody knows this sentence.</span>')
  expect(drawn('Nobody knows this sentence.', 'en')).toBe('Nobody knows this sentence.')
  expect(drawn('请更正标出的字段。', 'zh-CN')).toBe('请更正标出的字段。')
})
