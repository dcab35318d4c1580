import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { languages } from '../../views/language.ts'

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'views/messages')

type Said = string | { readonly [name: string]: Said }

/** Every area of messages: what its file exports, by the name of the export. */
async function areas(): Promise<{ readonly name: string; readonly file: string; readonly said: Readonly<Record<string, Said>> }[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts'))
  const found = await Promise.all(
    files.map(async (file) => {
      const exported = (await import(join(folder, file))) as Record<string, unknown>
      return Object.entries(exported).flatMap(([name, said]) => (isArea(said) ? [{ name, file, said }] : []))
    }),
  )
  return found.flat()
}

function isArea(value: unknown): value is Readonly<Record<string, Said>> {
  return typeof value === 'object' && value !== null && languages.every((language) => Object.hasOwn(value, language))
}

const isPlural = (said: Said): said is { readonly other: string; readonly one?: string } => typeof said === 'object' && 'other' in said

/** The messages by their path; a plural is one message, whose forms a language may have fewer of. */
function flat(said: Said, path = ''): [string, string][] {
  if (typeof said === 'string') return [[path, said]]
  if (isPlural(said)) return [[path, said.other]]
  return Object.entries(said).flatMap(([key, item]) => flat(item, `${path}.${key}`))
}

function plurals(said: Said): { readonly other: string; readonly one?: string }[] {
  if (typeof said === 'string') return []
  return isPlural(said) ? [said] : Object.values(said).flatMap(plurals)
}

const bracesIn = (text: string) => [...new Set([...text.matchAll(/\{\w+\}/g)].map(([whole]) => whole))].sort()

test('there are areas, and each is in every language', async () => {
  expect((await areas()).length).toBeGreaterThan(5)
})

test('every language of an area has every message of it, with the same braces and none empty', async () => {
  for (const { name, said } of await areas()) {
    const english = new Map(flat(said['en']!))
    for (const language of languages) {
      const messages = flat(said[language]!)
      expect([name, language, messages.map(([path]) => path).sort()]).toEqual([name, language, [...english.keys()].sort()])
      for (const [path, text] of messages) {
        expect([name, path, text.trim() === text && text !== '', bracesIn(text)]).toEqual([name, path, true, bracesIn(english.get(path)!)])
      }
    }
  }
})

test('Chinese messages are written in Chinese, and tell no one from many', async () => {
  const same: string[] = []
  for (const { name, said } of await areas()) {
    const english = new Map(flat(said['en']!))
    for (const [path, text] of flat(said['zh-CN']!)) {
      // A name or a form that is the same everywhere has no words: braces, signs, abbreviations.
      const isWordless = !/[a-z]{3}/i.test(text.replaceAll(/\{\w+\}/g, ''))
      if (text === english.get(path) && !isWordless) same.push(`${name}${path}: ${text}`)
    }
    expect([name, plurals(said['zh-CN']!).filter((forms) => forms.one !== undefined)]).toEqual([name, []])
    // The form for one may say it in a word: "a day".
    for (const { one, other } of plurals(said['en']!)) {
      const known = bracesIn(other)
      expect([name, bracesIn(one ?? other).filter((brace) => !known.includes(brace))]).toEqual([name, []])
    }
  }
  expect(same.filter((message) => !/TOTP|age1|cron|JSON|CSV|SHA-256|UTC|Holdfast/.test(message))).toEqual([])
})

test('every message is said somewhere', async () => {
  const texts: string[] = []
  for (const place of ['views', 'server']) {
    for (const entry of await readdir(join(root, place), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isFile() && entry.name.endsWith('.ts') && !path.startsWith(folder)) texts.push(await readFile(path, 'utf8'))
    }
  }
  const all = texts.join('\n')
  const names = new Set([...(all.match(/\w+/g) ?? []), ...(all.match(/(?<=')[\w.]+(?=')/g) ?? [])])
  const unused: string[] = []
  for (const { name, said } of await areas()) {
    if (!names.has(name)) unused.push(name)
    for (const key of Object.keys(said['en']!)) if (!names.has(key)) unused.push(`${name}.${key}`)
  }
  expect(unused).toEqual([])
})
