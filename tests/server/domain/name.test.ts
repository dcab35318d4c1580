import { expect, test } from 'vitest'
import { archiveName, isArchiveName, splitKey } from '../../../server/domain/name.ts'

const parts = {
  trigger: 'manual',
  startedAt: new Date('2026-01-02T20:04:05Z'),
  zone: 'Asia/Shanghai',
  sql: true,
  sealed: false,
  ordinal: 1,
} as const

test('the name tells trigger and start in the given zone', () => {
  expect(archiveName(parts)).toBe('backup_manual_20260103_040405.sql.zip')
})

test('a second of the same name, several parts and a seal show in the name', () => {
  expect(archiveName({ ...parts, ordinal: 2, sql: false, sealed: true, trigger: 'auto' })).toBe('backup_auto_20260103_040405_2.zip.age')
})

test('midnight is written as hour 00', () => {
  expect(archiveName({ ...parts, startedAt: new Date('2026-01-02T16:00:00Z') })).toContain('_20260103_000000')
})

test('every name given is known as one, and others are not', () => {
  for (const sql of [true, false])
    for (const sealed of [true, false]) expect(isArchiveName(archiveName({ ...parts, sql, sealed, ordinal: 7 }))).toBe(true)
  for (const name of ['holiday.zip', 'backup_manual_20260103_040405.zip.json', 'xbackup_manual_20260103_040405.zip'])
    expect(isArchiveName(name)).toBe(false)
})

test('a key is a folder and a name in it', () => {
  expect(splitKey('app/daily/backup.zip')).toEqual({ folder: 'app/daily/', name: 'backup.zip' })
  expect(splitKey('backup.zip')).toEqual({ folder: '', name: 'backup.zip' })
  expect(splitKey('app/')).toEqual({ folder: 'app/', name: '' })
})
