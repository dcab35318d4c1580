import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { qrModules } from '../../../views/parts/qr-modules.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const rows = (text: string) => qrModules(bytes(text))!.map((row) => row.map((isDark) => (isDark ? '#' : '.')).join(''))
const fingerprint = (text: string) => createHash('sha256').update(rows(text).join('\n')).digest('hex').slice(0, 16)

test('a code is a square with its three marks, as large as its text needs', () => {
  const code = rows('otpauth')
  expect(code).toHaveLength(21)
  expect(code.slice(0, 7).map((row) => [row.slice(0, 7), row.slice(-7)])).toEqual(
    ['#######', '#.....#', '#.###.#', '#.###.#', '#.###.#', '#.....#', '#######'].map((row) => [row, row]),
  )
  expect(rows('x'.repeat(134))).toHaveLength(45)
  expect(rows('x'.repeat(858))).toHaveLength(97)
  expect(qrModules(bytes('x'.repeat(859)))).toBeNull()
})

test('codes are those that a reader was seen to read, with one block, with several, and with unequal ones', () => {
  const uri = 'otpauth://totp/Holdfast:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Holdfast&algorithm=SHA1&digits=6&period=30'
  expect(['otpauth', uri, uri.repeat(3)].map(fingerprint)).toEqual(['128f6e4f407a91c0', 'c83a01fd24dc921d', '40ff4b204ab3e074'])
})
