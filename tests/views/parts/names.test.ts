import { expect, test } from 'vitest'
import { namesInShort, namesListed } from '../../../views/parts/names.ts'

const many = Array.from({ length: 400 }, (_, at) => `db${at}`)

test('of many names the first five are told, and how many more there are', () => {
  expect(namesInShort(many, { language: 'en' })).toBe('db0, db1, db2, db3, db4 and 395 more')
  expect(namesListed(many, { language: 'zh-CN' })).toBe('db0、db1、db2、db3、db4 等，另有 395 个')
})

test('few names are all told, with what the language puts between them', () => {
  expect(namesInShort(['a', 'b', 'c'], { language: 'en' })).toBe('a, b, c')
  expect(namesInShort(['a', 'b', 'c'], { language: 'zh-CN' })).toBe('a、b、c')
  expect(namesListed(['a', 'b', 'c'], { language: 'en' })).toBe('a, b, and c')
  expect(namesInShort([], { language: 'en' })).toBe('')
})
