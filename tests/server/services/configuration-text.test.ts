import { expect, test } from 'vitest'
import { readConfigurationText, writeConfigurationText } from '../../../server/services/configuration-text.ts'

test('what is written is read again, in either format', () => {
  const document = {
    format: 2,
    names: ['on', 'no', '0123', '1e3', '~', '- a', 'a: b', '备份', "it's", ' x ', ''],
    at: '2026-01-02',
    none: null,
    left: undefined,
  }
  for (const format of ['json', 'yaml'] as const) {
    expect(readConfigurationText(writeConfigurationText(document, format))).toEqual(JSON.parse(JSON.stringify(document)))
  }
  const shared = { a: 1 }
  expect(writeConfigurationText({ one: shared, other: shared }, 'yaml')).toBe('one:\n  a: 1\nother:\n  a: 1\n')
})

test('an error names the line and nothing that stands there', () => {
  expect(() => readConfigurationText('a: 1\nb: canary\nb: canary\n')).toThrow(/line 3 \(DUPLICATE_KEY\)/)
  for (const text of ['a: [canary', 'a: *canary', '{"a": canary', 'a: "canary', '%canary\n---\n- a: b\n c']) {
    let message = ''
    try {
      readConfigurationText(text)
    } catch (error) {
      message = JSON.stringify([error, String(error), (error as Error).cause])
    }
    expect(message, text).toContain('neither JSON nor YAML')
    expect(message).not.toContain('canary')
  }
})

test('anchors serve for a few repetitions, and tags make nothing but plain values', () => {
  expect(readConfigurationText('a: &a { x: 1 }\nb: *a')).toEqual({ a: { x: 1 }, b: { x: 1 } })
  expect(() => readConfigurationText(`a: &a [1]\nb: [${'*a, '.repeat(30)}]`)).toThrow('too often')
  expect(readConfigurationText('a: !!js/function "x"')).toEqual({ a: 'x' })
  const { polluted } = {} as { polluted?: unknown }
  readConfigurationText('__proto__: { polluted: true }')
  expect([polluted, ({} as { polluted?: unknown }).polluted]).toEqual([undefined, undefined])
})

test('what is nested so deep that nobody means it is refused, in either format', () => {
  const deep = `${'['.repeat(65)}${']'.repeat(65)}`
  for (const text of [deep, `a: ${deep}`, `${'['.repeat(200_000)}${']'.repeat(200_000)}`]) {
    expect(() => readConfigurationText(text)).toThrow('deeper than 64 levels')
  }
  expect(readConfigurationText(`${'['.repeat(64)}${']'.repeat(64)}`)).toBeInstanceOf(Array)
})
