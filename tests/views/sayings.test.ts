import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sayings } from '../../views/messages/sayings.ts'
import { translated } from '../../views/sayings.ts'
import { sentencesIn } from './sentences.ts'
import { untranslated } from './untranslated.ts'

const root = join(import.meta.dirname, '../..')
const folders = ['server', 'plugins/dialects', 'plugins/targets']
/** Those who meet these read English: programs over HTTP, whoever works at the command line, authors of plugins. What pages say is in their messages. */
const elsewhere = /^server\/(commands|seams|http\/(api|contracts|listener|metrics|openapi|paging|health|pages))|^server\/[^/]+\.ts$/

interface Said {
  /** All of the source, without the signs that only its literals need. */
  readonly source: string
  readonly onPages: ReadonlySet<string>
}

async function readAll(): Promise<Said> {
  const texts: string[] = []
  const onPages = new Set<string>()
  for (const folder of folders) {
    for (const entry of await readdir(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.ts')) continue
      const path = join(entry.parentPath, entry.name)
      const text = await readFile(path, 'utf8')
      texts.push(text.replaceAll('\\', ''))
      if (!elsewhere.test(path.slice(root.length + 1))) for (const sentence of sentencesIn(text)) onPages.add(sentence)
    }
  }
  return { source: texts.join('\n'), onPages }
}

/** Of a sentence, the longest piece that stands in the source as it is. */
function pieceOf(english: string): string {
  return english.split('{}').reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '')
}

test('every sentence that is known in Chinese is still said', async () => {
  const { source } = await readAll()
  expect(sayings.map(({ english }) => english).filter((english) => !source.includes(pieceOf(english).replaceAll('\\', '')))).toEqual([])
})

test('every sentence that a page may show is known in Chinese, but for those that are listed', async () => {
  const { onPages } = await readAll()
  const known = new Set([...sayings.map(({ english }) => english), ...untranslated])
  expect([...onPages].filter((sentence) => !known.has(sentence))).toEqual([])
})

test('a translation names what its sentence names', () => {
  for (const { english, chinese } of sayings) {
    const places = english.split('{}').length - 1
    const named = [...chinese.matchAll(/\{(\d)(?::word)?\}/g)].map(([, place]) => Number(place))
    expect([english, Math.max(0, ...named) <= places, chinese.trim() !== '']).toEqual([english, true, true])
  }
})

test('a sentence is said in Chinese with what it names, and one that is not known stays as it is', () => {
  expect(translated('There is no source "shop".', 'zh-CN')).toBe('没有数据源“shop”。')
  expect(translated('There is no source "shop".', 'en')).toBe('There is no source "shop".')
  expect(translated('Nobody wrote this.', 'zh-CN')).toBe('Nobody wrote this.')
  expect(translated('Unpin it first. Nobody wrote this.', 'zh-CN')).toBe('请先取消固定。Nobody wrote this.')
  expect(translated(`There is no source "${'x'.repeat(100_000)}"`, 'zh-CN')).toMatch(/^There/)
})

test('what is not known stays as it is, also where it is several sentences', () => {
  expect(translated('Nobody wrote this. Nobody knows that.', 'zh-CN')).toBe('Nobody wrote this. Nobody knows that.')
})

test('a text that was made to fit in very many ways takes no time', () => {
  const startedMs = performance.now()
  for (const { english } of sayings) {
    const [first = '', ...others] = english.split('{}')
    const piece = others.join('x')
    if (others.length < 2) continue
    const hostile = `${first}${piece.repeat(Math.ceil(4000 / piece.length))}`.slice(0, 3999)
    expect(translated(`${hostile}|`, 'zh-CN')).toContain('|')
  }
  expect(translated('Unpin it first. '.repeat(200), 'zh-CN')).toMatch(/^Unpin/)
  expect(performance.now() - startedMs).toBeLessThan(5000)
})
