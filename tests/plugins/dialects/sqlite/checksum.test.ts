import { expect, test } from 'vitest'
import { SectionChecksum } from '../../../../plugins/dialects/sqlite/checksum.ts'

function checksumOf(...texts: (readonly [text: string, rows: number])[]) {
  const checksum = new SectionChecksum()
  for (const [text, rows] of texts) checksum.add({ bytes: Buffer.from(text), rows, boundary: false })
  return checksum.figure('t')
}

test('a checksum does not depend on how rows are divided', () => {
  const joined = checksumOf(['(1),\n(2),\n(3)', 3])
  expect(joined).toMatchObject({ name: 't', rows: 3, checksum: expect.stringMatching(/^[0-9a-f]{32}$/) })
  expect(checksumOf(['(1)', 1], ['(2),\n(3)', 2])).toEqual(joined)
  expect(checksumOf(['(1', 0], [')', 1], ['(2)', 1], ['(', 0], ['3)', 1])).toEqual(joined)
})

test('rows of one table are not taken for those of the next', () => {
  const [one, other] = [new SectionChecksum(), new SectionChecksum()]
  const row = { bytes: Buffer.from('(1)'), rows: 1, boundary: true }
  for (const checksum of [one, other]) checksum.nextTable()
  one.add(row)
  one.nextTable()
  other.nextTable()
  other.add(row)
  expect(one.figure('t').checksum).not.toBe(other.figure('t').checksum)
})
