import { expect, test } from 'vitest'
import type { Copy } from '../../../server/domain/backup.ts'
import type { Target } from '../../../server/domain/target.ts'
import { placeOfCopy, placeOfFirst } from '../../../server/services/places.ts'

const at = new Date(0)
const local: Target = {
  id: 't1',
  name: 'disk',
  kind: 'local',
  config: { path: '/srv/backups' },
  prefix: '',
  identity: null,
  createdAt: at,
  updatedAt: at,
}
const remote: Target = { ...local, id: 't2', name: 'off site', kind: 'sftp', config: { path: '/up', password: 'canary' } }
const copy: Copy = { backupId: 'b', targetId: 't1', key: 'shop/backup_1.zip', state: 'kept', verifiedAt: null, reason: null }

test('a copy in a folder of this machine lies at a path, one elsewhere at a target', () => {
  expect(placeOfCopy(copy, local)).toBe('/srv/backups/shop/backup_1.zip')
  expect(placeOfCopy(copy, remote)).toBe('sftp:off site/shop/backup_1.zip')
})

test('the place of a backup is that of its first copy that is kept at a target that is known', () => {
  const missing: Copy = { ...copy, state: 'missing' }
  const stray: Copy = { ...copy, targetId: 'gone' }
  expect(placeOfFirst([missing, stray, { ...copy, targetId: 't2' }], [local, remote])).toBe('sftp:off site/shop/backup_1.zip')
  expect(placeOfFirst([missing, stray], [local, remote])).toBeNull()
})
