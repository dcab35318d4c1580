import { expect, test } from 'vitest'
import { type CommitRecord, decodeRecord, encodeRecord } from '../../../server/archive/record.ts'

const record: CommitRecord = {
  format: 1,
  id: '0'.repeat(32),
  name: 'backup_manual_20260102_030405.zip',
  sizeBytes: 1234,
  sha256: 'a'.repeat(64),
  startedAt: '2026-01-02T03:04:05.000Z',
  finishedAt: '2026-01-02T03:04:06.000Z',
  trigger: 'manual',
  scope: 'files',
  mode: 'full',
  sealed: false,
  source: 'b'.repeat(64),
  chain: { root: '0'.repeat(32), parent: null, length: 0 },
  archives: [],
  warnings: 0,
}

test('a record reads back as it was written', () => {
  expect(decodeRecord(encodeRecord(record), 'x')).toEqual(record)
})

test('every bit flip and every truncation of a record is noticed', () => {
  const bytes = encodeRecord(record)
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const damaged = bytes.slice()
    damaged[bit >> 3]! ^= 1 << (bit & 7)
    expect(() => decodeRecord(damaged, 'x'), `bit ${bit}`).toThrow(expect.objectContaining({ code: 'corrupt' }))
  }
  for (let length = 0; length < bytes.length; length++) expect(() => decodeRecord(bytes.subarray(0, length), 'x')).toThrow()
})
