import { expect, test } from 'vitest'
import { parseOptions } from './options.ts'

test('without options everything runs three times, in a folder that git ignores', () => {
  expect(parseOptions([], '/project')).toEqual({ runs: 3, isQuick: false, work: '/project/.bench', json: null, only: /(?:)/ })
})

test('a number of runs that is none is refused', () => {
  expect(() => parseOptions(['--runs', 'x'], '/')).toThrow(/--runs/)
  expect(() => parseOptions(['--runs', '0'], '/')).toThrow(/--runs/)
})

test('an unknown option and a broken pattern are refused', () => {
  expect(() => parseOptions(['--fast'], '/')).toThrow(/--fast/)
  expect(() => parseOptions(['--only', '('], '/')).toThrow(SyntaxError)
})

test('help is not mistaken for a run', () => {
  expect(parseOptions(['--help', '--runs', '0'], '/')).toBe('help')
})
